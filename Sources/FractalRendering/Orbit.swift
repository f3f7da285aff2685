public import FractalCore
public import IFS

/// A stretch of a system's orbit, measured to see where its attractor lies.
public struct Orbit {
  /// Points of the orbit that a measurement takes.
  static let pointCount = 4096

  /// The orbit's bounds a coordinate: quantiles 0.002 and 0.998, which no outlier moves.
  public let x: ClosedRange<Double>
  public let y: ClosedRange<Double>
  /// The angle, in radians counter-clockwise, by which the plane was turned before the bounds were measured.
  public let rotation: Float

  /// Traces a genome's attractor, turned by `rotation`; nil if it diverges, or is none of points.
  public static func trace(
    _ genome: Genome, rotation: Float = 0, seed: UInt64, instructionSet: InstructionSet = .best
  ) -> Orbit? {
    switch genome {
    case .affine(let system): trace(system, rotation: rotation, seed: seed, instructionSet: instructionSet)
    case .flame(let flame): trace(flame, rotation: rotation, seed: seed, instructionSet: instructionSet)
    case .escapeTime: nil
    }
  }

  /// Traces a system, turned by `rotation`; nil if its orbit leaves 10^4 or is no number: it diverges.
  public static func trace(
    _ system: AffineSystem, rotation: Float = 0, seed: UInt64, instructionSet: InstructionSet = .best
  ) -> Orbit? {
    let game = ChaosGame(tracing: system, seed: seed, instructionSet: instructionSet)
    var points = game.trace(points: pointCount)
    if rotation != 0 { turn(&points, by: rotation) }
    guard let x = quantileRange(points.x), let y = quantileRange(points.y) else { return nil }
    return Orbit(x: x, y: y, rotation: rotation)
  }

  private static func turn(_ points: inout (x: [Float], y: [Float]), by angle: Float) {
    let direction = ElementaryFunctions.sinCos(Double(angle))
    let (sine, cosine) = (Float(direction.sin), Float(direction.cos))
    for index in points.x.indices {
      let (x, y) = (points.x[index], points.y[index])
      points.x[index] = cosine * x - sine * y
      points.y[index] = sine * x + cosine * y
    }
  }

  /// Traces a flame; nil if a tenth of its points leave the plane.
  ///
  /// Its bounds are the quantiles 0.02 and 0.98: flames have long thin tails, which would make the rest small.
  public static func trace(
    _ flame: FlameSystem, rotation: Float = 0, seed: UInt64, instructionSet: InstructionSet = .best
  ) -> Orbit? {
    let traced = FlameGame(tracing: flame, seed: seed, instructionSet: instructionSet).trace(points: pointCount)
    guard traced.lost * 10 < pointCount else { return nil }
    var points = (x: traced.x, y: traced.y)
    if rotation != 0 { turn(&points, by: rotation) }
    guard let x = quantileRange(points.x, tail: 50, outliers: true),
      let y = quantileRange(points.y, tail: 50, outliers: true)
    else { return nil }
    return Orbit(x: x, y: y, rotation: rotation)
  }

  /// The larger of both extents.
  public var extent: Double { max(x.upperBound - x.lowerBound, y.upperBound - y.lowerBound) }

  /// The framing that shows these bounds in a picture of the shape's aspect, as large as they fit, with `margin` of the radius
  /// to spare; nil for an extent below 10^-4.
  ///
  /// - Parameters:
  ///   - shape: the picture's shape, of which only the aspect counts.
  ///   - margin: the share of the radius that stays free.
  ///   - zoom: how much larger than fitting it is shown; above 1 its outer parts are cut off.
  public func framing(
    for shape: PixelShape = PixelShape(height: 1, width: 1), margin: Double = 0.08, zoom: Double = 1
  ) -> Framing? {
    guard extent >= 1e-4 else { return nil }
    let shorter = Double(shape.shorterSide)
    let fitting = max(
      (x.upperBound - x.lowerBound) * (shorter / Double(shape.width)),
      (y.upperBound - y.lowerBound) * (shorter / Double(shape.height)))
    // The middle of the turned bounds, turned back.
    let (u, v) = ((x.lowerBound + x.upperBound) / 2, (y.lowerBound + y.upperBound) / 2)
    let direction = ElementaryFunctions.sinCos(Double(rotation))
    let framing = Framing(
      centreX: Float(direction.cos * u + direction.sin * v), centreY: Float(direction.cos * v - direction.sin * u),
      radius: Float(fitting / 2 * (1 + margin) / zoom), rotation: rotation)
    return framing.isValid ? framing : nil
  }

  /// The values at ranks n / `share` from either end; nil if one is beyond 10^4, or any value is unless `outliers` may be.
  private static func quantileRange(
    _ values: [Float], tail share: Int = 500, outliers: Bool = false
  ) -> ClosedRange<Double>? {
    let tail = values.count / share
    var lowest = Tail(count: tail + 1)
    var highest = Tail(count: tail + 1)
    let isWithin = values.withUnsafeBytes { bytes in
      // Sixteen at once: hardly any of them belongs to a tail.
      typealias Sixteen = SIMD16<Float>
      var isWithin = true
      let whole = values.count / Sixteen.scalarCount * Sixteen.scalarCount
      for first in stride(from: 0, to: whole, by: Sixteen.scalarCount) {
        let block = bytes.loadUnaligned(fromByteOffset: 4 * first, as: Sixteen.self)
        isWithin = isWithin && all((block .<= 1e4) .& (block .>= -1e4))
        guard any((block .< lowest.largest) .| (block .> -highest.largest)) else { continue }
        for place in block.indices {
          lowest.insert(block[place])
          highest.insert(-block[place])
        }
      }
      for value in values[whole...] {
        isWithin = isWithin && abs(value) <= 1e4
        lowest.insert(value)
        highest.insert(-value)
      }
      return isWithin
    }
    guard isWithin || outliers else { return nil }
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
