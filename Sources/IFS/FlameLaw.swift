public import FractalCore

/// A law for random flames that are rich and seldom empty.
///
/// A flame has a character: one kind of variation that most of its maps use, with others mixed in. Affine maps turn,
/// scale and shift by moderate amounts, so that the whole neither shrinks to a point nor scatters.
public struct FlameLaw: Sendable, Hashable {
  /// How many maps a flame has: uniform on this range.
  public let mapCount: ClosedRange<Int>
  /// How many variations a map sums: uniform on this range.
  public let variationCount: ClosedRange<Int>
  /// The chance of a symmetry.
  public let symmetry: Double
  /// The chance of a final map.
  public let finalMap: Double
  /// The chance of a post map, for each map.
  public let postMap: Double
  /// The chance that what may follow depends on the last map.
  public let xaos: Double

  /// The counts of maps that the law may draw.
  public static let mapCounts = 2...8
  /// The counts of variations that the law may draw for a map.
  public static let variationCounts = 1...4

  /// The law by its parts.
  ///
  /// - Throws: ``IFSError`` if a range leaves its bounds or a chance leaves 0...1.
  public init(
    mapCount: ClosedRange<Int> = 3...6, variationCount: ClosedRange<Int> = 1...2, symmetry: Double = 0.4,
    finalMap: Double = 0.25, postMap: Double = 0.25, xaos: Double = 0.15
  ) throws(IFSError) {
    guard Self.mapCounts.contains(mapCount.lowerBound), Self.mapCounts.contains(mapCount.upperBound) else {
      throw IFSError(
        .invalidLaw, "flame draws systems of 2 to 8 maps, not of \(mapCount.lowerBound) to \(mapCount.upperBound)")
    }
    guard Self.variationCounts.contains(variationCount.lowerBound),
      Self.variationCounts.contains(variationCount.upperBound)
    else {
      throw IFSError(
        .invalidLaw,
        "flame draws maps of 1 to 4 variations, not of \(variationCount.lowerBound) to \(variationCount.upperBound)")
    }
    for chance in [symmetry, finalMap, postMap, xaos] where !(0...1).contains(chance) {
      throw IFSError(.invalidLaw, "flame takes chances of 0 to 1, not \(chance)")
    }
    (self.mapCount, self.variationCount) = (mapCount, variationCount)
    (self.symmetry, self.finalMap, self.postMap, self.xaos) = (symmetry, finalMap, postMap, xaos)
  }

  /// Draws one flame.
  public func sample(_ draws: inout RandomDraws) -> FlameSystem {
    do {
      let count = draws.whole(in: mapCount)
      let character = Self.kind(&draws)
      let firstColour = draws.below(count)
      var maps: [FlameMap] = []
      for index in 0..<count {
        // Colours at equal distances over 0...1, from a random one on: maps can be told apart.
        let colour = Double((firstColour + index) % count) / Double(count - 1)
        maps.append(try map(character, weight: draws.uniform(0.3, 1), colour: colour, &draws))
      }
      let symmetry = try draws.unit() < self.symmetry ? Self.symmetry(&draws) : Symmetry.none
      let final = try draws.unit() < finalMap ? Self.finalMap(&draws) : nil
      var matrix: [[Float]]?
      if count > 2 && draws.unit() < xaos {
        matrix = (0..<count).map { row in
          (0..<count).map { column in
            column == (row + 1) % count ? 1 : draws.coin() ? Float(draws.uniform(0.05, 1)) : 0.05
          }
        }
      }
      return try FlameSystem(maps: maps, finalMap: final, symmetry: symmetry, xaos: matrix)
    } catch {
      preconditionFailure("the law draws valid flames alone: \(error)")
    }
  }

  private func map(
    _ character: Variation.Kind, weight: Double, colour: Double, _ draws: inout RandomDraws
  ) throws(IFSError) -> FlameMap {
    var variations: [Variation] = []
    let shares = (0..<draws.whole(in: variationCount)).map { _ in draws.uniform(0.2, 1) }
    let total = shares.reduce(0, +)
    for (index, share) in shares.enumerated() {
      let kind =
        index == 0 && draws.unit() < 0.6 ? character : draws.unit() < 0.35 ? .linear : Self.kind(&draws)
      variations.append(try Self.variation(kind, weight: share / total, &draws))
    }
    let pre = Self.affine(scale: 0.45...1.1, shift: 0.9, &draws)
    let post = draws.unit() < postMap ? Self.affine(scale: 0.6...1.1, shift: 0.5, &draws) : nil
    return FlameMap(pre: pre, variations: variations, post: post, weight: Float(weight), colour: Float(colour))
  }

  private static func finalMap(_ draws: inout RandomDraws) throws(IFSError) -> FlameMap {
    let kinds: [Variation.Kind] = [.spherical, .julia, .bubble, .eyefish, .sinusoidal, .julian, .curl, .polar, .swirl]
    let share = draws.uniform(0.3, 1)
    return FlameMap(
      pre: affine(scale: 0.8...1.2, shift: 0.4, &draws),
      variations: [
        try variation(kinds[draws.below(kinds.count)], weight: share, &draws),
        try Variation(.linear, weight: Float(1 - share)),
      ])
  }

  private static func symmetry(_ draws: inout RandomDraws) throws(IFSError) -> Symmetry {
    switch draws.below(5) {
    case 0: try Symmetry(order: 1, isMirrored: true)
    case 1: try Symmetry(order: draws.whole(in: 2...5), isMirrored: true)
    default: try Symmetry(order: draws.whole(in: 2...6))
    }
  }

  /// A turn, a scale, a squeeze of one direction by up to 0.6, and a shift.
  private static func affine(scale: ClosedRange<Double>, shift: Double, _ draws: inout RandomDraws) -> AffineMap {
    let turn = ElementaryFunctions.sinCos(draws.uniform(0, 2 * .pi))
    let other = ElementaryFunctions.sinCos(draws.uniform(0, 2 * .pi))
    let s1 = draws.uniform(scale.lowerBound, scale.upperBound)
    let s2 = s1 * draws.uniform(0.6, 1) * (draws.coin() ? 1 : -1)
    return AffineMap(
      a: Float(turn.cos * s1 * other.cos - turn.sin * s2 * other.sin),
      b: Float(-turn.cos * s1 * other.sin - turn.sin * s2 * other.cos),
      c: Float(turn.sin * s1 * other.cos + turn.cos * s2 * other.sin),
      d: Float(-turn.sin * s1 * other.sin + turn.cos * s2 * other.cos), e: Float(draws.uniform(-shift, shift)),
      f: Float(draws.uniform(-shift, shift)))
  }

  /// How often each kind is drawn; those that tear the plane or fill it evenly, seldom.
  private static let shares: [(kind: Variation.Kind, share: Double)] = [
    (.linear, 1.5), (.sinusoidal, 1.5), (.spherical, 2.5), (.swirl, 1.5), (.horseshoe, 1.2), (.polar, 1),
    (.handkerchief, 1), (.heart, 1), (.disc, 1.2), (.spiral, 1), (.hyperbolic, 0.8), (.diamond, 1), (.ex, 0.8),
    (.julia, 2.5), (.bent, 0.6), (.waves, 1), (.fisheye, 1), (.popcorn, 0.4), (.exponential, 0.6), (.power, 0.8),
    (.cosine, 0.5), (.rings, 0.6), (.fan, 0.6), (.blob, 0.8), (.pdj, 1), (.eyefish, 1), (.bubble, 1.2),
    (.cylinder, 0.6),
    (.julian, 2.5), (.curl, 1.5), (.rectangles, 0.3), (.tangent, 0.4), (.cross, 0.6), (.blur, 0.15),
  ]

  private static func kind(_ draws: inout RandomDraws) -> Variation.Kind {
    shares[draws.index(weights: shares.lazy.map(\.share))].kind
  }

  private static func variation(
    _ kind: Variation.Kind, weight: Double, _ draws: inout RandomDraws
  ) throws(IFSError) -> Variation {
    let numbers: [Double] =
      switch kind {
      case .waves: [draws.uniform(0.1, 0.6), draws.uniform(1, 6), draws.uniform(0.1, 0.6), draws.uniform(1, 6)]
      case .popcorn: [draws.uniform(-0.3, 0.3), draws.uniform(-0.3, 0.3)]
      case .rings: [draws.uniform(0.1, 0.8)]
      case .fan: [draws.uniform(0.2, 1.5), draws.uniform(-.pi, .pi)]
      case .blob: [draws.uniform(0.8, 1.3), draws.uniform(0.3, 0.8), Double(draws.whole(in: 2...7))]
      case .pdj: (0..<4).map { _ in draws.uniform(-2.5, 2.5) }
      case .julian: [Double(draws.whole(in: 2...6)) * (draws.coin() ? 1 : -1), draws.uniform(0.6, 1.3)]
      case .curl: [draws.uniform(-0.8, 0.8), draws.uniform(-0.6, 0.6)]
      case .rectangles: [draws.uniform(0.2, 1), draws.uniform(0.2, 1)]
      default: []
      }
    return try Variation(kind, weight: Float(weight), parameters: numbers.map { Float($0) })
  }
}
