/// As JSON: an image operation as it is, or a mixing operation with its `patch` and `source`.
///
/// `{"operation": "rotate", "degrees": 12}`, or `{"operation": "add", "p": 0.62, "q": 0.16, "patch": {"left": 16, "top": 16,
/// "width": 2, "height": 1}, "source": "mixingPicture"}`; instead of `"mixingPicture"`, the image operation that makes the
/// operated copy: `"source": {"operation": "mirror"}`.
extension MixingPlan.Step: Codable {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder)
    let name = try object.string("operation")
    if let kind = ImageOperationKind(rawValue: name) {
      self = .image(operation: try ImageOperation(object, kind: kind))
      return
    }
    guard let kind = MixingOperationKind(rawValue: name) else {
      let names = ImageOperationKind.allCases.map(\.rawValue) + MixingOperationKind.allCases.map(\.rawValue)
      throw object.wrong("operation", "must be one of \(names.joined(separator: ", ")), not `\(name)`")
    }
    if kind.hasMask {
      try object.allow("operation", "mask", "patch", "source")
    } else {
      try object.allow("operation", "p", "q", "patch", "source")
    }
    self = .patch(
      rectangle: try PatchRectangle(object.object("patch")), operation: try MixingOperation(object, kind: kind),
      source: try object.nested("source", MixingPlan.PatchSource.self))
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .image(let operation): try operation.encode(to: encoder)
    case .patch(let rectangle, let operation, let source):
      var container = encoder.container(keyedBy: PlanKey.self)
      try operation.encode(into: &container)
      try container.encode(rectangle, forKey: PlanKey("patch"))
      try container.encode(source, forKey: PlanKey("source"))
    }
  }
}

extension MixingPlan.PatchSource: Codable {
  private static let mixingPictureName = "mixingPicture"

  public init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      guard text == Self.mixingPictureName else {
        throw StrictObject.refusal(
          decoder, "must be `\(Self.mixingPictureName)` or an image operation, not `\(text)`")
      }
      self = .mixingPicture
      return
    }
    self = .operatedCopy(operation: try ImageOperation(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .mixingPicture:
      var container = encoder.singleValueContainer()
      try container.encode(Self.mixingPictureName)
    case .operatedCopy(let operation): try operation.encode(to: encoder)
    }
  }
}

extension PatchRectangle {
  init(_ object: StrictObject) throws {
    try object.allow("left", "top", "width", "height")
    self.init(
      left: try object.whole("left", in: 0...1023), top: try object.whole("top", in: 0...1023),
      width: try object.whole("width", in: 1...1024), height: try object.whole("height", in: 1...1024))
  }
}
