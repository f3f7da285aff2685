public import FractalCore
public import IFS

/// A stretch of a system's orbit, measured to see where its attractor lies.
public struct Orbit {
  /// Points of the orbit that a measurement takes.
  static let pointCount = 4096

  /// The orbit's bounds a coordinate, by quantiles 0.002 and 0.998.
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

  /// The larger of both extents.
  public var extent: Double { max(x.upperBound - x.lowerBound, y.upperBound - y.lowerBound) }

  /// The framing that shows these bounds with `margin` of the radius to spare; nil for an extent below 10^-4.
  public func framing(margin: Double = 0.08) -> Framing? {
    guard extent >= 1e-4 else { return nil }
    return Framing(
      centreX: Float((x.lowerBound + x.upperBound) / 2), centreY: Float((y.lowerBound + y.upperBound) / 2),
      radius: Float(extent / 2 * (1 + margin)))
  }

  /// The range from quantile 0.002 to 0.998, to within 1/512 of the whole range; nil if a value is beyond 10^4.
  private static func quantileRange(_ values: [Float]) -> ClosedRange<Double>? {
    values.withUnsafeBufferPointer { values in
      var low = SIMD8<Float>(repeating: .infinity)
      var high = -low
      var wild = SIMDMask<SIMD8<Int32>>(repeating: false)
      // Whole vectors: an orbit's points are a multiple of 32. Minima and maxima do not depend on their order.
      for place in stride(from: 0, to: values.count, by: 8) {
        let eight = UnsafeRawPointer(values.baseAddress! + place).loadUnaligned(as: SIMD8<Float>.self)
        wild .|= .!((eight .<= 1e4) .& (eight .>= -1e4))
        low.replace(with: eight, where: eight .< low)
        high.replace(with: eight, where: eight .> high)
      }
      guard !any(wild) else { return nil }
      return quantileRange(values, from: low.min(), to: high.max())
    }
  }

  private static func quantileRange(
    _ values: UnsafeBufferPointer<Float>, from low: Float, to high: Float
  ) -> ClosedRange<Double> {
    guard high > low else { return Double(low)...Double(high) }
    let binCount = 512
    let width = (Double(high) - Double(low)) / Double(binCount)
    let toBin = 1 / width
    var bins = [Int32](repeating: 0, count: binCount)
    bins.withUnsafeMutableBufferPointer { bins in
      for value in values { bins[min(binCount - 1, Int((Double(value) - Double(low)) * toBin))] += 1 }
    }
    let tail = Int32(values.count / 500)
    var (first, last) = (0, binCount - 1)
    var below = bins[first]
    while below <= tail {
      first += 1
      below += bins[first]
    }
    var above = bins[last]
    while above <= tail {
      last -= 1
      above += bins[last]
    }
    return Double(low) + Double(first) * width...Double(low) + Double(last + 1) * width
  }
}
