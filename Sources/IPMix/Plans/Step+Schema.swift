internal import CanonicalData
internal import FractalCore

extension MixingPlan.Step {
  /// The name of an operation of either level.
  private enum Name: RawRepresentable, CaseIterable {
    case image(ImageOperationKind)
    case mixing(MixingOperationKind)

    static var allCases: [Name] {
      ImageOperationKind.allCases.map(Name.image) + MixingOperationKind.allCases.map(Name.mixing)
    }

    init?(rawValue: String) {
      if let kind = ImageOperationKind(rawValue: rawValue) {
        self = .image(kind)
      } else if let kind = MixingOperationKind(rawValue: rawValue) {
        self = .mixing(kind)
      } else {
        return nil
      }
    }

    var rawValue: String {
      switch self {
      case .image(let kind): kind.rawValue
      case .mixing(let kind): kind.rawValue
      }
    }
  }

  private var name: Name {
    switch self {
    case .image(let operation): .image(operation.kind)
    case .patch(_, let operation, _): .mixing(operation.kind)
    }
  }

  /// `{"operation": "rotate", "degrees": 12}`, or `{"operation": "add", "p": 0.62, "q": 0.16, "patch": {"left": 16, "top": 16,
  /// "width": 2, "height": 1}, "source": "mixingPicture"}`.
  mutating func pass(over fields: inout Fields, in shape: PixelShape) {
    var name = name
    fields.discriminator("operation", &name, .word())
    switch name {
    case .image(let kind):
      var operation = if case .image(let operation) = self { operation } else { ImageOperation.blank }
      operation.pass(over: &fields, as: kind)
      self = .image(operation: operation)
    case .mixing(let kind):
      var (rectangle, operation, source) =
        if case .patch(let rectangle, let operation, let source) = self {
          (rectangle, operation, source)
        } else {
          (
            PatchRectangle(left: 0, top: 0, width: 0, height: 0), MixingOperation.blank,
            MixingPlan.PatchSource.mixingPicture
          )
        }
      fields.object("patch") { rectangle.pass(over: &$0, in: shape) }
      operation.pass(over: &fields, as: kind, places: kind.places(of: rectangle, channels: shape.channels))
      source.pass(over: &fields)
      self = .patch(rectangle: rectangle, operation: operation, source: source)
    }
  }
}

extension MixingPlan.PatchSource {
  /// `"source": "mixingPicture"`, or the image operation that makes the operated copy.
  fileprivate mutating func pass(over fields: inout Fields) {
    var (isMixingPicture, operation) =
      if case .operatedCopy(let operation) = self { (false, operation) } else { (true, ImageOperation.blank) }
    fields.object("source", orWord: "mixingPicture", &isMixingPicture) { operation.pass(over: &$0) }
    self = isMixingPicture ? .mixingPicture : .operatedCopy(operation: operation)
  }
}

extension PatchRectangle {
  fileprivate mutating func pass(over fields: inout Fields, in shape: PixelShape) {
    fields("left", &left, .whole(in: 0...1023))
    fields("top", &top, .whole(in: 0...1023))
    fields("width", &width, .whole(in: 1...1024))
    fields("height", &height, .whole(in: 1...1024))
    fields.require(left &+ width <= shape.width, "width", "must end within \(shape): left + width is \(left + width)")
    fields.require(top &+ height <= shape.height, "height", "must end within \(shape): top + height is \(top + height)")
  }
}
