public import FractalCore

/// An affine iterated function system: maps, and how often the chaos game takes each.
///
/// Its attractor is the one compact set that is the union of its images under the maps (Hutchinson 1981); it exists
/// where the maps contract on average.
public struct AffineSystem: Sendable, Hashable {
  /// 1 to 16 maps.
  public let maps: [AffineMap]
  /// As many non-negative weights; chances are weights over their sum.
  public let weights: [Float]

  /// How many maps a system may have.
  public static let mapCounts = 1...16

  /// A system of maps with their weights.
  ///
  /// - Throws: ``IFSError`` if there are none or too many maps, a coefficient is not finite or beyond 10^6, or the
  ///   weights do not fit.
  public init(maps: [AffineMap], weights: [Float]) throws(IFSError) {
    guard Self.mapCounts.contains(maps.count) else {
      throw IFSError(.invalidSystem, "a system has \(maps.count) maps; it must have 1 to 16")
    }
    guard weights.count == maps.count else {
      throw IFSError(
        .invalidSystem, "a system of \(maps.count) maps has \(weights.count) weights; give one for each map")
    }
    for (index, map) in maps.enumerated() {
      for coefficient in map.coefficients where !(abs(coefficient) <= 1e6) {
        throw IFSError(
          .invalidSystem, "map \(index + 1) has the coefficient \(coefficient); it must lie within -1e6...1e6")
      }
    }
    for (index, weight) in weights.enumerated() where !(weight >= 0 && weight <= 1e6) {
      throw IFSError(.invalidSystem, "map \(index + 1) has the weight \(weight); it must lie within 0...1e6")
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw IFSError(.invalidSystem, "all weights of a system are zero; at least one map needs a positive weight")
    }
    self.maps = maps
    self.weights = weights
  }

  /// A system whose weights follow the areas of its maps' images: |det| over the largest, at least 0.01.
  ///
  /// So the attractor is covered about evenly (Barnsley, "Fractals Everywhere", 1988), and singular maps still show.
  public init(maps: [AffineMap]) throws(IFSError) {
    let areas = maps.map { abs($0.determinant) }
    let largest = areas.max() ?? 0
    try self.init(maps: maps, weights: areas.map { largest > 0 ? Float(max($0 / largest, 0.01)) : 1 })
  }

  /// The point from which chains start: the fixed point of the map that contracts most, which lies on the attractor.
  public var startingPoint: (x: Double, y: Double) {
    var best: (stretch: Double, point: (x: Double, y: Double))?
    for (map, weight) in zip(maps, weights) where weight > 0 {
      guard let point = map.fixedPoint else { continue }
      if best.map({ map.stretch < $0.stretch }) ?? true { best = (map.stretch, point) }
    }
    return best?.point ?? (0, 0)
  }

  /// The mean of log(stretch) over the maps by chance, an upper bound of the top Lyapunov exponent.
  ///
  /// Below zero, the system contracts on average: it has an attractor, which the chaos game draws (Elton 1987).
  public var meanLogStretch: Double {
    var total = 0.0
    var sum = 0.0
    for (map, weight) in zip(maps, weights) where weight > 0 {
      total += Double(weight)
      sum += Double(weight) * ElementaryFunctions.log(max(map.stretch, 1e-30))
    }
    return sum / total
  }

  /// The top Lyapunov exponent, estimated from a product of 512 random maps.
  ///
  /// It is the mean growth of the logarithm of the product's size for each further map.
  ///
  /// Below zero there is an attractor even where ``meanLogStretch``, its upper bound, is not (Furstenberg and Kesten 1960).
  /// An estimate with an error of about a twentieth, equal on every machine.
  public var lyapunovExponent: Double {
    var draws = RandomStream(seed: 0, purpose: .chaosGame).draws()
    var (p, q, r, s) = (1.0, 0.0, 0.0, 1.0)
    var sum = 0.0
    let steps = 512
    for _ in 0..<steps {
      let map = maps[draws.index(weights: weights.lazy.map { Double($0) })]
      let (a, b, c, d) = (Double(map.a), Double(map.b), Double(map.c), Double(map.d))
      (p, q, r, s) = (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s)
      let size = max(abs(p), abs(q), abs(r), abs(s))
      guard size > 1e-300 else { return -.infinity }
      sum += ElementaryFunctions.log(size)
      (p, q, r, s) = (p / size, q / size, r / size, s / size)
    }
    return sum / Double(steps)
  }
}
