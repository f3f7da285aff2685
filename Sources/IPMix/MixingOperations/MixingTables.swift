internal import FractalCore

/// The tables of the mixing operations over the 256 byte values, computed once, and the instruction set to use.
final class MixingTables {
  /// The kernels' level; every level gives the same bytes.
  let instructionSet: InstructionSet
  /// log(2 (v / 255)), of the float32 value.
  let logarithms: UnsafeMutablePointer<Double>
  /// log(max(2 (v / 255), 1e-37)), of the float32 value.
  let guardedLogarithms: UnsafeMutablePointer<Double>

  init(instructionSet: InstructionSet = .best) {
    self.instructionSet = instructionSet
    logarithms = .allocate(capacity: 256)
    guardedLogarithms = .allocate(capacity: 256)
    for value in 0..<256 {
      let doubled = Float(value) / 255 * 2
      (logarithms + value).initialize(to: ElementaryFunctions.log(Double(doubled)))
      (guardedLogarithms + value).initialize(to: ElementaryFunctions.log(Double(max(doubled, 1e-37 as Float))))
    }
  }

  deinit {
    logarithms.deallocate()
    guardedLogarithms.deallocate()
  }
}
