internal import FractalCore

/// What the mixing operations need of each of the 256 byte values, computed once.
final class MixingTables {
  /// 2 (v / 255) - 1 in float32.
  let centred: UnsafeMutablePointer<Float>
  /// log(2 (v / 255)), of the float32 value.
  let logarithms: UnsafeMutablePointer<Double>
  /// log(max(2 (v / 255), 1e-37)), of the float32 value.
  let guardedLogarithms: UnsafeMutablePointer<Double>

  init() {
    centred = .allocate(capacity: 256)
    logarithms = .allocate(capacity: 256)
    guardedLogarithms = .allocate(capacity: 256)
    for value in 0..<256 {
      let doubled = Float(value) / 255 * 2
      (centred + value).initialize(to: doubled - 1)
      (logarithms + value).initialize(to: ElementaryFunctions.log(Double(doubled)))
      (guardedLogarithms + value).initialize(to: ElementaryFunctions.log(Double(max(doubled, 1e-37 as Float))))
    }
  }

  deinit {
    centred.deallocate()
    logarithms.deallocate()
    guardedLogarithms.deallocate()
  }

  /// A base to a power in float32, from the base's logarithm: within 1 ulp of the exact value.
  @inline(__always)
  static func power(_ logarithm: Double, _ exponent: Double) -> Float {
    // Anything to the power 0 is 1, also a zero, whose logarithm is minus infinity.
    exponent == 0 ? 1 : Float(ElementaryFunctions.exp(exponent * logarithm))
  }
}
