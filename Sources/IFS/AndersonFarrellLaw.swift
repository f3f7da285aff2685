public import FractalCore

/// The law of Anderson and Farrell for random affine systems whose attractors tend to be well spread.
///
/// Each map is A = R(theta) diag(s1, s2) R(phi) D with angles uniform on the circle and D a reflection in each axis or
/// none, each with chance 1/2; 1 >= s1 >= s2 >= 0. Over the n maps, sum(s1 + 2 s2) = sigma with sigma uniform on
/// ((5 + n) / 2, (6 + n) / 2), the range in which they found most attractors to be good. Translations are uniform on
/// (-1, 1). Weights follow the areas |det A|, but none is below a hundredth of the largest, so that flat maps show too.
///
/// Source: Anderson and Farrell, "Improving Fractal Pre-training", WACV 2022, arXiv 2110.03091.
public struct AndersonFarrellLaw: Sendable, Hashable {
  /// How many maps a system has: uniform on this range.
  public let mapCount: ClosedRange<Int>

  /// The counts for which the law is defined: sigma must not exceed 3 n, and the paper goes up to 8.
  public static let mapCounts = 2...8

  /// The law with systems of `mapCount` maps, 2 to 4 in the paper's own sets.
  ///
  /// - Throws: ``IFSError`` if the range leaves ``mapCounts``.
  public init(mapCount: ClosedRange<Int> = 2...4) throws(IFSError) {
    guard Self.mapCounts.contains(mapCount.lowerBound), Self.mapCounts.contains(mapCount.upperBound) else {
      throw IFSError(
        .invalidLaw,
        "anderson-farrell draws systems of 2 to 8 maps, not of \(mapCount.lowerBound) to \(mapCount.upperBound)")
    }
    self.mapCount = mapCount
  }

  /// Draws one system.
  public func sample(_ draws: inout RandomDraws) -> AffineSystem {
    let count = draws.whole(in: mapCount)
    let sigma = draws.uniform((5 + Double(count)) / 2, (6 + Double(count)) / 2)
    let maps = Self.singularValues(count: count, sigma: sigma, &draws).map { Self.map($0, &draws) }
    do {
      return try AffineSystem(maps: maps)
    } catch {
      preconditionFailure("the law draws valid systems alone: \(error)")
    }
  }

  /// The singular values of `count` maps with sum(s1 + 2 s2) = sigma, each in turn uniform on what keeps the rest
  /// possible.
  ///
  /// A map contributes s1 + 2 s2, from 0 to 3. With `left` still to be given to this map and `others` further ones, it
  /// must give between left - 3 others and left: hence the bounds of s1 (with s2 at most s1) and then of s2.
  static func singularValues(count: Int, sigma: Double, _ draws: inout RandomDraws) -> [(Double, Double)] {
    var left = sigma
    var values: [(Double, Double)] = []
    for others in stride(from: count - 1, through: 0, by: -1) {
      let least = max(0, left - 3 * Double(others))
      let s1: Double
      let s2: Double
      if others > 0 {
        s1 = draws.uniform(least / 3, min(1, left))
        s2 = draws.uniform(max(0, (least - s1) / 2), min(s1, (left - s1) / 2))
      } else {
        s2 = draws.uniform(max(0, (left - 1) / 2), left / 3)
        s1 = left - 2 * s2
      }
      values.append((s1, s2))
      left -= s1 + 2 * s2
    }
    return values
  }

  private static func map(_ values: (Double, Double), _ draws: inout RandomDraws) -> AffineMap {
    let u = ElementaryFunctions.sinCos(draws.uniform(-Double.pi, Double.pi))
    let v = ElementaryFunctions.sinCos(draws.uniform(-Double.pi, Double.pi))
    let flipX: Double = draws.coin() ? -1 : 1
    let flipY: Double = draws.coin() ? -1 : 1
    let (s1, s2) = values
    // R(theta) diag(s1, s2) R(phi) D, multiplied out.
    let a = (u.cos * s1 * v.cos - u.sin * s2 * v.sin) * flipX
    let b = (-u.cos * s1 * v.sin - u.sin * s2 * v.cos) * flipY
    let c = (u.sin * s1 * v.cos + u.cos * s2 * v.sin) * flipX
    let d = (-u.sin * s1 * v.sin + u.cos * s2 * v.cos) * flipY
    return AffineMap(
      a: Float(a), b: Float(b), c: Float(c), d: Float(d), e: Float(draws.uniform(-1, 1)),
      f: Float(draws.uniform(-1, 1)))
  }
}
