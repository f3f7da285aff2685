import CKernels
import Foundation
import FractalCore
import Testing

/// The kernels' functions on float32, against the C library's on double, whose own error is 2^-29 of theirs, and against
/// mpmath.
@Suite struct VectorFunctionsTests {
  private func values(
    _ function: ck_function, _ x: [Float], _ y: [Float]? = nil, on level: InstructionSet = .best
  ) -> [Float] {
    var result = [Float](repeating: 0, count: x.count)
    ck_elementary(level.kernel, function, x.count, x, y, &result)
    return result
  }

  /// The distance to the exact value in units in the last place of it; 0 within `floor` of it.
  private func ulps(_ value: Float, _ exact: Double, floor: Double = 0) -> Double {
    let distance = abs(Double(value) - exact)
    return distance <= floor ? 0 : distance / Double(max(abs(Float(exact)), .leastNormalMagnitude).ulp)
  }

  /// Expects every value within `bound` ulps (or `floor`) of the exact one; one expectation tells the worst.
  private func expect(
    _ function: ck_function, at x: [Float], _ y: [Float]? = nil, within bound: Double, floor: Double = 0,
    exact: (Double, Double) -> Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var worst = (ulps: 0.0, x: Float(0), y: Float(0))
    for (place, value) in values(function, x, y).enumerated() {
      let other = y?[place] ?? 0
      let distance = ulps(value, exact(Double(x[place]), Double(other)), floor: floor)
      if !(distance <= worst.ulps) { worst = (distance, x[place], other) }
    }
    #expect(worst.ulps <= bound, "at \(worst.x), \(worst.y)", sourceLocation: sourceLocation)
  }

  private func numbers(_ low: Double, _ high: Double, lane: UInt32, count: Int = 40_000) -> [Float] {
    var draws = RandomStream(seed: 21, purpose: .testCase).draws(lane: lane)
    return (0..<count).map { _ in Float(draws.uniform(low, high)) }
  }

  /// Numbers of all magnitudes between two.
  private func magnitudes(_ low: Double, _ high: Double, lane: UInt32, count: Int = 40_000) -> [Float] {
    numbers(log(low), log(high), lane: lane, count: count).map { Float(exp(Double($0))) }
  }

  @Test func sineAndCosineAreWithinTheirStatedError() {
    let angles = numbers(-10, 10, lane: 0) + numbers(-1e5, 1e5, lane: 1) + magnitudes(1e-12, 10, lane: 2) + [0, -0.0]
    expect(CK_SIN, at: angles, within: 2.5, floor: 0x1p-24) { x, _ in sin(x) }
    expect(CK_COS, at: angles, within: 2.5, floor: 0x1p-24) { x, _ in cos(x) }
  }

  @Test func largeAnglesGiveNumbersOfTheCircleAndNoneGiveNone() {
    let angles: [Float] = [1e6, -1e9, 1e20, -3e38]
    let (sines, cosines) = (values(CK_SIN, angles), values(CK_COS, angles))
    for (s, c) in zip(sines, cosines) { #expect(abs(s * s + c * c - 1) < 0.1, "\(s) \(c)") }
    for value in values(CK_SIN, [.infinity, .nan]) + values(CK_COS, [.infinity, .nan]) { #expect(value.isNaN) }
  }

  @Test func anglesOfPointsAreWithinFourUlp() {
    var (ys, xs) = (numbers(-3, 3, lane: 3), numbers(-3, 3, lane: 4))
    ys += magnitudes(1e-20, 1e20, lane: 5)
    xs += magnitudes(1e-20, 1e20, lane: 6)
    expect(CK_ATAN2, at: ys, xs, within: 4, floor: 0x1p-140, exact: atan2)
    #expect(values(CK_ATAN2, [0, 1, 0, -1, 0], [0, 0, -1, 0, 1]) == [0, roundedPi / 2, roundedPi, -roundedPi / 2, 0])
  }

  @Test func exponentialsAreWithinTwoUlp() {
    let numbers = numbers(-87, 88, lane: 7) + numbers(-1, 1, lane: 8)
    expect(CK_EXP, at: numbers, within: 2) { x, _ in exp(x) }
    #expect(values(CK_EXP, [0, -1000, 1000]) == values(CK_EXP, [0, -87, 88]), "the ends go on")
    #expect(values(CK_EXP, [0]) == [1])
    #expect(values(CK_EXP, [.nan])[0].isNaN)
  }

  @Test func logarithmsAreWithinTwoUlp() {
    let numbers = magnitudes(1e-37, 1e38, lane: 9) + numbers(0.5, 2, lane: 10)
    expect(CK_LOG, at: numbers, within: 2, floor: 0x1p-24) { x, _ in log(x) }
    #expect(values(CK_LOG, [0, -5]) == values(CK_LOG, [0x1p-126, 0x1p-126]))
  }

  @Test func powersAreWithinTheirStatedError() {
    let (bases, exponents) = (magnitudes(1e-6, 1e6, lane: 11), numbers(-4, 4, lane: 12))
    let wrong = zip(zip(bases, exponents), values(CK_POW, bases, exponents)).filter { arguments, value in
      let (x, y) = (Double(arguments.0), Double(arguments.1))
      return !(abs(Double(value) / pow(x, y) - 1) <= (4 + 3 * abs(y * log(x))) * 0x1p-24)
    }
    #expect(wrong.isEmpty, "\(wrong.count) powers")
  }

  @Test func squareRootsAreExact() {
    let numbers = magnitudes(1e-38, 1e38, lane: 13)
    #expect(values(CK_SQRT, numbers) == numbers.map { $0.squareRoot() })
  }

  /// mpmath's values at float32 arguments: the table's arguments are rounded, which moves the value by a known amount.
  @Test func agreeWithHighPrecision() {
    for (x, exact) in HighPrecision.exp where abs(x) < 87 {
      let rounded = Float(x)
      let moved = exact * exp(Double(rounded) - x)
      #expect(ulps(values(CK_EXP, [rounded])[0], moved) <= 2)
    }
    for (x, exact) in HighPrecision.log where x > 1e-37 && x < 1e38 {
      let rounded = Float(x)
      let moved = exact + log1p((Double(rounded) - x) / x)
      #expect(ulps(values(CK_LOG, [rounded])[0], moved, floor: 0x1p-24) <= 2)
    }
  }

  @Test(arguments: InstructionSet.supported) func everyLevelGivesTheSameBits(level: InstructionSet) {
    var draws = RandomStream(seed: 22, purpose: .testCase).draws()
    func anyBits() -> [Float] { (0..<50_000).map { _ in Float(bitPattern: draws.word()) } }
    let (x, y) = (anyBits() + numbers(-20, 20, lane: 14), anyBits() + numbers(-20, 20, lane: 15))
    for function in [CK_SIN, CK_COS, CK_ATAN2, CK_EXP, CK_LOG, CK_POW, CK_SQRT] {
      func bits(_ values: [Float]) -> [UInt32] { values.map { $0.isNaN ? .max : $0.bitPattern } }
      #expect(bits(values(function, x, y, on: level)) == bits(values(function, x, y, on: .baseline)))
    }
  }
}

private let roundedPi: Float = 3.141_592_74
