import FractalCore
import IPMix

/// Every single operation of IPMix on one picture, with captions.
struct OperationCells {
  let picture: Picture
  /// The picture that is mixed in.
  let other: Picture
  /// The level of the image operations.
  let level: Double

  typealias Cell = (picture: Picture, caption: String)

  /// Cells that stand side by side, so that each picture takes whole rows.
  static let columns = 9

  private let mixer = IPMixer()

  init(picture: Picture, other: Picture, level: Double) {
    self.picture = picture
    self.other = other
    self.level = level
  }

  func cells() throws -> [Cell] {
    [Cell(picture, "picture"), Cell(other, "mixed in")] + imageOperations + (try mixingOperations()) + (try patches())
  }

  private var imageOperations: [Cell] {
    ImageOperationKind.allCases.map { kind in
      let operation = kind.operation(level: level, negative: false, shape: picture.shape)
      return (operation(picture), operation.caption)
    }
  }

  /// On the whole picture: add and multiply with typical factors of both kinds, and masks that are set for half.
  private func mixingOperations() throws -> [Cell] {
    let mask = MixingMask.seeded(seed: 1, threshold: 1 << 15)
    let whole = PatchRectangle(left: 0, top: 0, width: picture.width, height: picture.height)
    let operations: [(MixingOperation, String)] = [
      (.add(p: 0.75, q: 0.25), "add .75 .25"), (.add(p: 1.25, q: -0.25), "add 1.25 -.25"),
      (.multiply(p: 0.75, q: 0.25), "multiply .75 .25"), (.multiply(p: 1.25, q: -0.25), "multiply 1.25 -.25"),
      (.randomPixels(mask: mask), "random pixels"), (.randomElements(mask: mask), "random elements"),
    ]
    return try operations.map { (try mixed(whole, $0), $1) }
  }

  /// The shapes that patches have, filled with what is mixed in: half as large as the picture's shorter side.
  private func patches() throws -> [Cell] {
    let size = picture.shape.shorterSide / 2
    let (short, long) = (max(1, size / 8), max(2, size))
    let shapes = [
      ("square", size, size), ("box", max(2, size * 3 / 4), max(2, size / 2)), ("scar, lying", short, long),
      ("scar, standing", long, short),
    ]
    return try shapes.map { name, height, width in
      let rectangle = PatchRectangle(
        left: (picture.width - width) / 2, top: (picture.height - height) / 2, width: width, height: height)
      let none = MixingMask.seeded(seed: 0, threshold: 0)
      return (try mixed(rectangle, .randomPixels(mask: none)), "\(name) \(height)x\(width)")
    }
  }

  private func mixed(_ rectangle: PatchRectangle, _ operation: MixingOperation) throws -> Picture {
    let channels = picture.channels
    let plan = MixingPlan(
      recipe: "", seed: 0, epoch: 0, index: 0, view: 0, imageShape: picture.shape, mixingWeight: 1,
      chains: [
        .init(
          weight: 1, level: .patch,
          steps: [.patch(rectangle: rectangle, operation: operation, source: .mixingPicture)])
      ],
      mixingPicture: nil, overflow: .clip,
      normalization: .init(
        mean: [Float](repeating: 0, count: channels), standardDeviation: [Float](repeating: 1, count: channels)))
    return try mixer.apply(plan, to: picture, mixingPicture: other).picture
  }
}

extension ImageOperation {
  /// The operation's name and parameter.
  var caption: String {
    guard let value else { return kind.rawValue }
    let isWhole = value == value.rounded()
    return "\(kind.rawValue) " + (isWhole ? "\(Int(value))" : "\((value * 100).rounded() / 100)")
  }
}
