public import FractalCore

/// The law of Anderson and Farrell, widened by symmetries and final maps.
///
/// A system of theirs, of fewer maps the more elements its symmetry has, is made symmetric, and then perhaps sheared and
/// stretched as a whole by a final map.
public struct WideLaw: Sendable, Hashable {
  /// How many maps a system has before symmetry: uniform on this range, as far as 16 maps in all allow.
  public let mapCount: ClosedRange<Int>
  /// The chance of a symmetry, which is rotational, mirrored or both.
  public let symmetry: Double
  /// The chance of a final map.
  public let finalMap: Double

  /// The counts before symmetry that the law may draw.
  public static let mapCounts = AndersonFarrellLaw.mapCounts

  /// The law by its parts.
  ///
  /// - Throws: ``IFSError`` if the range leaves ``mapCounts`` or a chance leaves 0...1.
  public init(mapCount: ClosedRange<Int> = 2...8, symmetry: Double = 0.5, finalMap: Double = 0.3) throws(IFSError) {
    guard Self.mapCounts.contains(mapCount.lowerBound), Self.mapCounts.contains(mapCount.upperBound) else {
      throw IFSError(
        .invalidLaw, "wide draws systems of 2 to 8 maps, not of \(mapCount.lowerBound) to \(mapCount.upperBound)")
    }
    for chance in [symmetry, finalMap] where !(0...1).contains(chance) {
      throw IFSError(.invalidLaw, "wide takes chances of 0 to 1, not \(chance)")
    }
    (self.mapCount, self.symmetry, self.finalMap) = (mapCount, symmetry, finalMap)
  }

  /// Draws one system.
  public func sample(_ draws: inout RandomDraws) -> AffineSystem {
    do {
      let symmetry = try draws.unit() < self.symmetry ? Self.symmetry(&draws) : Symmetry.none
      let most = max(2, min(mapCount.upperBound, AffineSystem.mapCounts.upperBound / symmetry.count))
      let counts = min(mapCount.lowerBound, most)...most
      let system = try AndersonFarrellLaw(mapCount: counts).sample(&draws).symmetric(symmetry)
      guard draws.unit() < finalMap else { return system }
      return try system.seen(through: Self.finalMap(&draws))
    } catch {
      preconditionFailure("the law draws valid systems alone: \(error)")
    }
  }

  /// Rotations of order 2 to 6, or 2 to 4 with the mirror, or the mirror alone; at most 8 elements, which leave two maps.
  private static func symmetry(_ draws: inout RandomDraws) throws(IFSError) -> Symmetry {
    switch draws.below(4) {
    case 0: try Symmetry(order: 1, isMirrored: true)
    case 1: try Symmetry(order: draws.whole(in: 2...4), isMirrored: true)
    default: try Symmetry(order: draws.whole(in: 2...6))
    }
  }

  /// A turn, a stretch of 1 to 2 in one direction and a shear.
  private static func finalMap(_ draws: inout RandomDraws) -> AffineMap {
    let turn = ElementaryFunctions.sinCos(draws.uniform(0, 2 * .pi))
    let stretch = draws.uniform(1, 2)
    let shear = draws.uniform(-0.5, 0.5)
    return AffineMap(
      a: Float(turn.cos * stretch), b: Float(-turn.sin + shear * turn.cos), c: Float(turn.sin * stretch),
      d: Float(turn.cos + shear * turn.sin), e: 0, f: 0)
  }
}
