internal import FractalCore

/// Where patches lie and how large they are.
enum PatchGeometry {
  /// The nominal sizes for a picture: those of the recipe clamped to the shorter side, or for an empty list the powers of
  /// two from 4 below the shorter side and that side itself.
  static func sizes(_ sizes: [Int], shorterSide: Int) -> [Int] {
    guard sizes.isEmpty else { return sizes.map { min($0, shorterSide) } }
    var result: [Int] = []
    var size = 4
    while size < shorterSide {
      result.append(size)
      size *= 2
    }
    return result + [shorterSide]
  }

  /// A patch of nominal size s in a picture.
  ///
  /// Every law takes the same draws in the same order: left, top, a coin for the shape, two lengths, a coin for the
  /// orientation. So changing the law moves no patch.
  static func rectangle(
    size: Int, law: PatchShapeLaw, shape: PixelShape, draws: inout RandomDraws
  ) -> PatchRectangle {
    let left = draws.below(shape.width - size + 1)
    let top = draws.below(shape.height - size + 1)
    let other = draws.coin()
    let (first, second) = (draws.unit(), draws.unit())
    let lying = draws.coin()
    func rectangle(_ width: Int, _ height: Int) -> PatchRectangle {
      PatchRectangle(left: left, top: top, width: width, height: height)
    }
    if law == .whole { return PatchRectangle(left: 0, top: 0, width: shape.width, height: shape.height) }
    if law == .scar || (law == .squareOrScar && other) {
      let short = whole(first, in: max(1, size / 16)...max(1, size / 8))
      let least = min(size, max(2, 2 * short, size / 4))
      let long = whole(second, in: least...size)
      return lying ? rectangle(long, short) : rectangle(short, long)
    }
    if law == .squareOrBox && other {
      return rectangle(whole(first, in: 2...size), whole(second, in: 2...size))
    }
    return rectangle(size, size)
  }

  /// A whole number of a range for a unit uniform draw.
  private static func whole(_ unit: Double, in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(unit * Double(range.count))
  }
}
