import Foundation
import FractalCore
import IFS
import Testing

@testable import FractalRendering

@Suite struct SmoothCountTests {
  @Test(arguments: 2...6) func theTableFollowsTheFormula(power: Int) {
    let smooth = SmoothCount(power: power)
    for step in 0...2000 {
      let norm = Float(65_536 * pow(2, 16 * Double(power - 1) * Double(step) / 2000))
      let formula =
        8.0 - Foundation.log(Foundation.log(Double(norm)) / (2 * Foundation.log(256))) / Foundation.log(Double(power))
      #expect(abs(Double(smooth(count: 7, norm: norm)) - formula) < 1e-4)
    }
  }

  @Test(arguments: 2...6) func stepsOfTheCountJoin(power: Int) {
    let smooth = SmoothCount(power: power)
    let (bailout, next) = (Float(65_536), Float(pow(65_536, Double(power))))
    #expect(abs(smooth(count: 5, norm: bailout) - 6) < 1e-5)
    #expect(abs(smooth(count: 6, norm: next) - 6) < 1e-4, "where the last z stood at the bailout")
    #expect(smooth(count: 3, norm: .infinity).isFinite && smooth(count: 3, norm: .nan).isFinite)
  }

  /// For c = 0, z_n = z_0^(p^n): the smooth count is 1 - log_p(log|z_0| / log R), whatever n is.
  @Test(arguments: 2...6) func alongARayItIsContinuous(power: Int) throws {
    let fractal = try EscapeTime(
      plane: .julia(x: 0, y: 0), power: power, iterations: 100, trap: OrbitTrap(shape: .point, x: 0, y: 0))
    let samples = EscapeTimeField(
      fractal, framing: Framing(centreX: 1.6, centreY: 0, radius: 0.5), height: 1, width: 400
    ).samples()
    let smooth = SmoothCount(power: power)
    for column in 0..<400 {
      let x = 1.6 + (Double(column) + 0.5 - 200)
      guard x > 1.01 else { continue }
      let expected = 1 - Foundation.log(Foundation.log(x) / Foundation.log(256)) / Foundation.log(Double(power))
      let count = smooth(count: samples.counts[column], norm: samples.norms[column])
      #expect(abs(Double(count) - expected) < 2e-4)
    }
  }
}

@Suite struct RankTableTests {
  @Test func ranksRiseFromZeroToOneAndHalveTheSample() {
    let sample = (1...1000).map { Float($0) / 100 }
    let rank = RankTable(of: sample + [-1, -1])
    #expect(rank(0) == 0 && rank(1e9) == 1 && rank(.infinity) == 1 && rank(.nan) == 0)
    var last: Float = 0
    for step in 0...2000 {
      let value = Float(step) / 180
      #expect(rank(value) >= last)
      last = rank(value)
      if value <= 10 { #expect(abs(rank(value) - value / 10) < 0.01) }
    }
    let empty = RankTable(of: [-1])
    #expect(empty(5) == 0)
  }
}
