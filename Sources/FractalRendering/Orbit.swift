public import FractalCore
public import IFS

/// A stretch of a system's orbit, measured to see where its attractor lies.
public struct Orbit {
  /// Points of the orbit that a measurement takes.
  static let pointCount = 4096

  /// The orbit's bounds a coordinate: quantiles 0.002 and 0.998, which no outlier moves.
  public let x: ClosedRange<Double>
  public let y: ClosedRange<Double>

  /// Traces a system; nil if its orbit leaves 10^4 or is no number: it diverges.
  public static func trace(
    _ system: AffineSystem, seed: UInt64, instructionSet: InstructionSet = .best
  ) -> Orbit? {
    let game = ChaosGame(tracing: system, seed: seed, instructionSet: instructionSet)
    let points = game.trace(points: pointCount)
    guard let x = quantileRange(points.x), let y = quantileRange(points.y) else { return nil }
    return Orbit(x: x, y: y)
  }

  /// Traces a flame; nil if a tenth of its points leave the plane.
  ///
  /// Its bounds are the quantiles 0.02 and 0.98: flames have long thin tails, which would make the rest small.
  public static func trace(
    _ flame: FlameSystem, seed: UInt64, instructionSet: InstructionSet = .best
  ) -> Orbit? {
    let points = FlameGame(tracing: flame, seed: seed, instructionSet: instructionSet).trace(points: pointCount)
    guard points.lost * 10 < pointCount else { return nil }
    guard let x = quantileRange(points.x, tail: 50, outliers: true),
      let y = quantileRange(points.y, tail: 50, outliers: true)
    else { return nil }
    return Orbit(x: x, y: y)
  }

  /// The larger of both extents.
  public var extent: Double { max(x.upperBound - x.lowerBound, y.upperBound - y.lowerBound) }

  /// The framing that shows these bounds with `margin` of the radius to spare; nil for an extent below 10^-4.
  public func framing(margin: Double = 0.08) -> Framing? {
    guard extent >= 1e-4 else { return nil }
    return Framing(
      centreX: Float((x.lowerBound + x.upperBound) / 2), centreY: Float((y.lowerBound + y.upperBound) / 2),
      radius: Float(extent / 2 * (1 + margin)))
  }

  /// The values at ranks n / `share` from either end; nil if one is beyond 10^4, or any value is unless `outliers` may be.
  private static func quantileRange(
    _ values: [Float], tail share: Int = 500, outliers: Bool = false
  ) -> ClosedRange<Double>? {
    let tail = values.count / share
    var lowest = Tail(count: tail + 1)
    var highest = Tail(count: tail + 1)
    for value in values {
      guard abs(value) <= 1e4 || outliers else { return nil }
      lowest.insert(value)
      highest.insert(-value)
    }
    guard abs(lowest.largest) <= 1e4, abs(highest.largest) <= 1e4 else { return nil }
    return Double(lowest.largest)...Double(-highest.largest)
  }

  /// The smallest of many values, in order: nearly all of the others are turned away by one comparison.
  private struct Tail {
    private var values: [Float]
    private(set) var largest = Float.infinity

    init(count: Int) { values = Array(repeating: .infinity, count: count) }

    @inline(__always)
    mutating func insert(_ value: Float) {
      if value < largest { replaceLargest(by: value) }
    }

    private mutating func replaceLargest(by value: Float) {
      var place = values.count - 1
      while place > 0 && values[place - 1] > value {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = value
      largest = values[values.count - 1]
    }
  }
}
