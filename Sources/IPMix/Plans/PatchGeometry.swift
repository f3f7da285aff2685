internal import FractalCore

/// Positions and sizes of patches.
enum PatchGeometry {
  /// The nominal size of a patch: a square, or the whole picture.
  struct Size: Hashable {
    var width: Int
    var height: Int

    /// A square of side s.
    init(_ side: Int) { (width, height) = (side, side) }

    /// The whole of a picture: the pixel level.
    init(whole shape: PixelShape) { (width, height) = (shape.width, shape.height) }
  }

  /// The nominal sizes for a picture: those of the recipe clamped to the shorter side, if they are for pictures of its
  /// shape; else the powers of two from 4 below the shorter side, and the whole picture.
  static func sizes(_ patches: Recipe.Patches, shape: PixelShape) -> [Size] {
    let isOwn = patches.side == 0 || (shape.width == patches.side && shape.height == patches.side)
    if isOwn && !patches.sizes.isEmpty { return patches.sizes.map { Size(min($0, shape.shorterSide)) } }
    var result: [Size] = []
    var side = 4
    while side < shape.shorterSide {
      result.append(Size(side))
      side *= 2
    }
    return result + [Size(whole: shape)]
  }

  /// A patch of a nominal size in a picture.
  ///
  /// Every law takes the same draws in the same order: left, top, a coin for the shape, two lengths, a coin for the
  /// orientation. So changing the law moves no patch.
  static func rectangle(
    size: Size, law: PatchShapeLaw, shape: PixelShape, draws: inout RandomDraws
  ) -> PatchRectangle {
    let left = draws.below(shape.width - size.width + 1)
    let top = draws.below(shape.height - size.height + 1)
    let other = draws.coin()
    let (first, second) = (draws.unit(), draws.unit())
    let lying = draws.coin()
    func rectangle(_ width: Int, _ height: Int) -> PatchRectangle {
      PatchRectangle(left: left, top: top, width: width, height: height)
    }
    if law == .whole { return PatchRectangle(left: 0, top: 0, width: shape.width, height: shape.height) }
    if law == .scar || (law == .squareOrScar && other) {
      let (thin, most) = (min(size.width, size.height), lying ? size.width : size.height)
      let short = whole(first, in: max(1, thin / 16)...max(1, thin / 8))
      let long = whole(second, in: min(most, max(2, 2 * short, most / 4))...most)
      return lying ? rectangle(long, short) : rectangle(short, long)
    }
    if law == .squareOrBox && other {
      return rectangle(whole(first, in: 2...size.width), whole(second, in: 2...size.height))
    }
    return rectangle(size.width, size.height)
  }

  /// A whole number of a range for a unit uniform draw.
  private static func whole(_ unit: Double, in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(unit * Double(range.count))
  }
}
