public import FractalCore

/// One map of a flame: an affine map, then a weighted sum of variations, then perhaps another affine map.
public struct FlameMap: Sendable, Hashable {
  /// The affine map that is applied first.
  public var pre: AffineMap
  /// 1 to 8 variations, whose results are added.
  public var variations: [Variation]
  /// The affine map that is applied last; nil for none.
  public var post: AffineMap?
  /// How often the map is taken, among the weights of all; a final map's says nothing.
  public var weight: Float
  /// The colour coordinate in 0...1 that the map leads halfway to: c becomes (c + colour) / 2; a final map's says nothing.
  public var colour: Float

  /// How many variations a map may have.
  public static let variationCounts = 1...8

  /// A map by its parts; the system that it becomes part of checks them.
  public init(pre: AffineMap, variations: [Variation], post: AffineMap? = nil, weight: Float = 1, colour: Float = 0) {
    (self.pre, self.variations, self.post, self.weight, self.colour) = (pre, variations, post, weight, colour)
  }

  func check(_ name: String) throws(IFSError) {
    for coefficient in pre.coefficients + (post?.coefficients ?? []) where !(abs(coefficient) <= 1e6) {
      throw IFSError(.invalidSystem, "\(name) has the coefficient \(coefficient); it must lie within -1e6...1e6")
    }
    guard Self.variationCounts.contains(variations.count) else {
      throw IFSError(.invalidSystem, "\(name) has \(variations.count) variations; it must have 1 to 8")
    }
    guard weight >= 0, weight <= 1e6 else {
      throw IFSError(.invalidSystem, "\(name) has the weight \(weight); it must lie within 0...1e6")
    }
    guard (0...1).contains(colour) else {
      throw IFSError(.invalidSystem, "\(name) has the colour \(colour); it must lie within 0...1")
    }
  }
}

/// A fractal flame: an iterated function system of non-linear maps.
///
/// After each map comes an element of the symmetry, each as often as any other; so the flame has the symmetry exactly. The
/// final map bends what is drawn and takes no part in the iteration.
///
/// Source: Draves and Reckase, "The Fractal Flame Algorithm", 2003 (revised 2008).
public struct FlameSystem: Sendable, Hashable {
  /// 1 to 16 maps.
  public let maps: [FlameMap]
  /// The map of every drawn point, after the symmetry; nil for none.
  public let finalMap: FlameMap?
  /// The symmetry about the origin.
  public let symmetry: Symmetry
  /// The factors of the weights: after map i (row), of map j (column); the paper's "xaos"; nil for 1 throughout.
  public let xaos: [[Float]]?

  /// A system of its parts.
  ///
  /// - Throws: ``IFSError`` if there are none or too many maps, a number is out of its range, or the matrix is not square
  ///   or leaves a map without any that may follow it.
  public init(
    maps: [FlameMap], finalMap: FlameMap? = nil, symmetry: Symmetry = .none, xaos: [[Float]]? = nil
  ) throws(IFSError) {
    guard AffineSystem.mapCounts.contains(maps.count) else {
      throw IFSError(.invalidSystem, "a flame has \(maps.count) maps; it must have 1 to 16")
    }
    for (index, map) in maps.enumerated() { try map.check("map \(index + 1)") }
    try finalMap?.check("the final map")
    guard maps.contains(where: { $0.weight > 0 }) else {
      throw IFSError(.invalidSystem, "all weights of a flame are zero; at least one map needs a positive weight")
    }
    if let xaos { try Self.check(xaos, maps) }
    self.maps = maps
    self.finalMap = finalMap
    self.symmetry = symmetry
    self.xaos = xaos
  }

  private static func check(_ xaos: [[Float]], _ maps: [FlameMap]) throws(IFSError) {
    guard xaos.count == maps.count, xaos.allSatisfy({ $0.count == maps.count }) else {
      let rows = xaos.map { String($0.count) }.joined(separator: ", ")
      throw IFSError(
        .invalidSystem,
        "the xaos of a flame of \(maps.count) maps has rows of \(rows.isEmpty ? "nothing" : rows); it must have "
          + "\(maps.count) rows of \(maps.count)")
    }
    for (index, row) in xaos.enumerated() {
      for factor in row where !(factor >= 0 && factor <= 1e6) {
        throw IFSError(.invalidSystem, "row \(index + 1) of the xaos has \(factor); it must lie within 0...1e6")
      }
      guard zip(row, maps).contains(where: { $0 > 0 && $1.weight > 0 }) else {
        throw IFSError(.invalidSystem, "row \(index + 1) of the xaos lets no map follow map \(index + 1)")
      }
    }
  }

  /// The weights of all maps after map `previous`.
  public func weights(after previous: Int) -> [Float] {
    guard let xaos else { return maps.map(\.weight) }
    return zip(xaos[previous], maps).map { $0 * $1.weight }
  }
}
