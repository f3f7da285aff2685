import FractalCore
import IFS

@testable import FractalRendering

/// Applies one map in the kernel, as the final map of a flame whose own map is linear.
enum FlameProbe {
  typealias Point = (x: Float, y: Float)

  static let identity = AffineMap(a: 1, b: 0, c: 0, d: 1, e: 0, f: 0)

  /// Points of the square of side 2 around 0, and where `map` takes them.
  static func apply(
    _ map: FlameMap, count: Int = 1024, seed: UInt64 = 1, on level: InstructionSet = .best
  ) throws -> [(from: Point, to: Point)] {
    let still = try flame(identity, nil)
    let (from, to) = try (trace(still, count, seed, level), trace(flame(identity, map), count, seed, level))
    return zip(from, to).map { (from: $0, to: $1) }
  }

  /// Where `map` takes one point, time after time.
  static func apply(_ map: FlameMap, to point: Point, count: Int = 1, on level: InstructionSet = .best) throws
    -> [Point]
  {
    let constant = AffineMap(a: 0, b: 0, c: 0, d: 0, e: point.x, f: point.y)
    return try trace(flame(constant, map), count, 1, level)
  }

  private static func flame(_ base: AffineMap, _ map: FlameMap?) throws -> FlameSystem {
    try FlameSystem(maps: [FlameMap(pre: base, variations: [Variation(.linear)])], finalMap: map)
  }

  private static func trace(_ flame: FlameSystem, _ count: Int, _ seed: UInt64, _ level: InstructionSet) -> [Point] {
    let traced = FlameGame(tracing: flame, seed: seed, instructionSet: level).trace(points: count)
    return zip(traced.x, traced.y).map { (x: $0, y: $1) }
  }
}
