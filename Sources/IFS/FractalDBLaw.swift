public import FractalCore

/// The law of FractalDB's categories: maps with all six coefficients uniform on (-1, 1).
///
/// The number of maps is uniform on a range within 2 to 7; chances follow |det|. Most such systems diverge or are thin: a
/// search keeps those that contract and fill at least a fifth of 512 x 512 pixels with 100,000 points, 2 of 100 or fewer.
///
/// Source: Kataoka et al., "Pre-training without natural images", ACCV 2020, arXiv 2101.08515.
public struct FractalDBLaw: Sendable, Hashable {
  /// How many maps a system has: uniform on this range.
  public var mapCount: ClosedRange<Int>
  /// How many instances of each category are kept, those that contract: 1 is the system alone.
  public var instances: Int
  /// The least share of 512 x 512 pixels that 100,000 points must hit.
  public var fill: Double

  /// The numbers of maps that the law draws.
  public static let mapCounts = 2...7

  /// A law by its parts.
  ///
  /// - Throws: ``IFSError`` for a value out of its range.
  public init(mapCount: ClosedRange<Int> = 2...7, instances: Int = 1, fill: Double = 0.2) throws(IFSError) {
    guard Self.mapCounts.contains(mapCount.lowerBound), Self.mapCounts.contains(mapCount.upperBound) else {
      throw IFSError(
        .invalidLaw, "fractaldb draws systems of 2 to 7 maps, not of \(mapCount.lowerBound) to \(mapCount.upperBound)")
    }
    guard (1...AffineSystem.instanceCount).contains(instances) else {
      throw IFSError(.invalidLaw, "fractaldb makes \(instances) instances of a category; there must be 1 to 25")
    }
    guard (0...1).contains(fill) else {
      throw IFSError(.invalidLaw, "fractaldb asks for a fill of \(fill); it must be 0 to 1")
    }
    (self.mapCount, self.instances, self.fill) = (mapCount, instances, fill)
  }

  /// Draws one system.
  public func sample(_ draws: inout RandomDraws) -> AffineSystem {
    let maps = (0..<draws.whole(in: mapCount)).map { _ in
      let numbers = (0..<6).map { _ in Float(draws.uniform(-1, 1)) }
      return AffineMap(a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
    }
    // The areas as they are, but for singular systems, whose chances would all be 0.
    let areas = maps.map { Float(abs($0.determinant)) }
    let weights = areas.contains { $0 > 0 } ? areas : areas.map { _ in 1 }
    do {
      return try AffineSystem(maps: maps, weights: weights)
    } catch {
      preconditionFailure("the law draws valid systems alone: \(error)")
    }
  }
}
