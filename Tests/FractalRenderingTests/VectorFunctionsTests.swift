import Foundation
import FractalCore
import IFS
import Testing

@testable import FractalRendering

/// The kernels' functions on float32, as variations show them, against the C library's on double, whose own error is 2^-29
/// of theirs.
@Suite struct VectorFunctionsTests {
  /// What a variation makes of some arguments.
  ///
  /// These are uniform within -`scale`...`scale` in x and `scaleY` in y.
  private func values(
    _ kind: Variation.Kind, _ parameters: [Float] = [], scale: Float, scaleY: Float, lane: UInt64
  ) throws -> [(from: FlameProbe.Point, to: FlameProbe.Point)] {
    let pre = AffineMap(a: scale, b: 0, c: 0, d: scaleY, e: 0, f: 0)
    let map = FlameMap(pre: pre, variations: [try Variation(kind, parameters: parameters)])
    return try (0..<20).flatMap { seed in
      try FlameProbe.apply(map, seed: 100 * lane + seed).map { pair in
        (from: (x: scale * pair.from.x, y: scaleY * pair.from.y), to: pair.to)
      }
    }
  }

  /// The distance to the exact value in units in the last place of it; 0 within `floor` of it.
  private func ulps(_ value: Float, _ exact: Double, floor: Double = 0) -> Double {
    let distance = abs(Double(value) - exact)
    return distance <= floor ? 0 : distance / Double(max(abs(Float(exact)), .leastNormalMagnitude).ulp)
  }

  @Test func sineAndCosineAreWithinTheirStatedError() throws {
    for (lane, scale) in [Float(1e-12), 1e-3, 1, 10, 1e5].enumerated() {
      for (z, sines) in try values(.sinusoidal, scale: scale, scaleY: scale, lane: UInt64(lane)) {
        #expect(ulps(sines.x, sin(Double(z.x)), floor: 0x1p-24) <= 2.5, "at \(z.x)")
        #expect(ulps(sines.y, sin(Double(z.y)), floor: 0x1p-24) <= 2.5, "at \(z.y)")
      }
      // The variation pdj with these numbers is -(cos x, cos y).
      for (z, cosines) in try values(.pdj, [0, 1, 0, 1], scale: scale, scaleY: scale, lane: UInt64(lane)) {
        #expect(ulps(-cosines.x, cos(Double(z.x)), floor: 0x1p-24) <= 2.5, "at \(z.x)")
        #expect(ulps(-cosines.y, cos(Double(z.y)), floor: 0x1p-24) <= 2.5, "at \(z.y)")
      }
    }
  }

  @Test func largeAnglesGiveNumbersOfTheCircle() throws {
    let sines = try values(.sinusoidal, scale: 1e6, scaleY: 1e6, lane: 5)
    let cosines = try values(.pdj, [0, 1, 0, 1], scale: 1e6, scaleY: 1e6, lane: 5)
    for (s, c) in zip(sines, cosines) {
      #expect(abs(s.to.x * s.to.x + c.to.x * c.to.x - 1) < 0.1, "at \(s.from.x)")
    }
  }

  @Test func anglesOfPointsAreWithinFourUlp() throws {
    for (lane, (across, up)) in [(Float(3), Float(3)), (1e6, 1e-3), (1e-6, 10)].enumerated() {
      for (z, polar) in try values(.polar, scale: across, scaleY: up, lane: 10 + UInt64(lane)) {
        // One more for the division by pi and one for its rounded number.
        #expect(ulps(polar.x, atan2(Double(z.x), Double(z.y)) / .pi, floor: 0x1p-140) <= 6, "at \(z)")
      }
    }
    let polar = FlameMap(pre: FlameProbe.identity, variations: [try Variation(.polar)])
    for (x, y, turns) in [(Float(0), Float(0), Float(0)), (1, 0, 0.5), (0, -1, 1), (-1, 0, -0.5), (0, 1, 0)] {
      #expect(try FlameProbe.apply(polar, to: (x, y))[0].x == turns)
    }
  }

  @Test func exponentialsAreWithinTwoUlp() throws {
    for (lane, scale) in [Float(87), 1].enumerated() {
      for (z, power) in try values(.exponential, scale: scale, scaleY: 0, lane: 20 + UInt64(lane)) {
        #expect(ulps(power.x, exp(Double(max(z.x - 1, -87)))) <= 2, "at \(z.x)")
      }
    }
    let map = FlameMap(pre: FlameProbe.identity, variations: [try Variation(.exponential)])
    let ends = try [Float(1), -999, 1001, -86, 89].map { try FlameProbe.apply(map, to: ($0, 0))[0].x }
    #expect(ends[0] == 1)
    #expect([ends[1], ends[2]] == [ends[3], ends[4]], "the ends go on")
  }

  @Test func powersAreWithinTheirStatedError() throws {
    for (lane, (scale, exponent)) in [(Float(1e-3), Float(0.7)), (1, 1.5), (1e3, -1.2), (1, -0.5)].enumerated() {
      // The variation julian with n = 1 and the exponent e is (x^2)^(e/2) on the positive x axis.
      for (z, power) in try values(.julian, [1, exponent], scale: scale, scaleY: 0, lane: 30 + UInt64(lane)) {
        guard z.x * z.x > 1e-19 && z.x > 0 else { continue }
        let (base, y) = (Double(z.x * z.x), Double(exponent * 0.5))
        #expect(abs(Double(power.x) / pow(base, y) - 1) <= (4 + 3 * abs(y * log(base))) * 0x1p-24, "at \(base)")
      }
    }
  }

  @Test func squareRootsAreExact() throws {
    for (z, polar) in try values(.polar, scale: 1e6, scaleY: 30, lane: 40) {
      #expect(polar.y == (z.x * z.x + z.y * z.y).squareRoot() - 1)
    }
  }
}
