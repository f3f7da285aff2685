import Foundation
import FractalCore
import Testing

@Suite struct ElementaryFunctionsTests {
  /// The distance of two doubles in units in the last place of the second.
  private func ulps(_ value: Double, _ exact: Double) -> Double {
    value == exact ? 0 : abs(value - exact) / exact.ulp
  }

  @Test func expIsWithinOneUlp() {
    for (x, exact) in HighPrecision.exp { #expect(ulps(ElementaryFunctions.exp(x), exact) <= 1, "exp(\(x))") }
  }

  @Test func logIsWithinOneUlp() {
    for (x, exact) in HighPrecision.log { #expect(ulps(ElementaryFunctions.log(x), exact) <= 1, "log(\(x))") }
  }

  @Test func sinAndCosAreWithinOneUlp() {
    for (x, exact) in HighPrecision.sin {
      let sin = ElementaryFunctions.sinCos(x).sin
      #expect(ulps(sin, exact) <= 1 || abs(sin - exact) < 0x1p-85, "sin(\(x))")
    }
    for (x, exact) in HighPrecision.cos {
      let cos = ElementaryFunctions.sinCos(x).cos
      #expect(ulps(cos, exact) <= 1 || abs(cos - exact) < 0x1p-85, "cos(\(x))")
    }
  }

  @Test func powIsWithinItsStatedError() {
    for (x, y, exact) in HighPrecision.pow {
      let bound = (2 + abs(y * log(x))) * 0x1p-53 * exact
      #expect(abs(ElementaryFunctions.pow(x, y) - exact) <= bound, "pow(\(x), \(y))")
    }
  }

  /// The C library's functions are within an ulp on glibc, so that both together may differ by two.
  @Test func agreeWithTheCLibraryOverWideRanges() {
    var draws = RandomStream(seed: 1, purpose: .testCase).draws()
    for _ in 0..<20_000 {
      let x = draws.uniform(-700, 700)
      #expect(ulps(ElementaryFunctions.exp(x), exp(x)) <= 2)
      let y = exp(draws.uniform(-200, 200))
      #expect(ulps(ElementaryFunctions.log(y), log(y)) <= 2)
      let z = draws.uniform(-100, 100)
      let (sine, cosine) = ElementaryFunctions.sinCos(z)
      #expect(ulps(sine, sin(z)) <= 2)
      #expect(ulps(cosine, cos(z)) <= 2)
    }
  }

  @Test func edgesAreDefined() {
    #expect(ElementaryFunctions.exp(0) == 1)
    #expect(ElementaryFunctions.exp(1000) == .infinity)
    #expect(ElementaryFunctions.exp(-1000) == 0)
    #expect(ElementaryFunctions.exp(-740) > 0, "subnormal results survive")
    #expect(ElementaryFunctions.exp(.nan).isNaN)
    #expect(ElementaryFunctions.log(0) == -.infinity)
    #expect(ElementaryFunctions.log(1) == 0)
    #expect(ElementaryFunctions.log(-1).isNaN)
    #expect(ElementaryFunctions.log(.infinity) == .infinity)
    #expect(ElementaryFunctions.pow(0, 0.5) == 0)
    #expect(ElementaryFunctions.pow(0, 0) == 1)
    #expect(ElementaryFunctions.pow(-1, 0.5).isNaN)
    #expect(ElementaryFunctions.sinCos(.infinity).sin.isNaN)
    let far = ElementaryFunctions.sinCos(1e300)
    #expect(abs(far.sin * far.sin + far.cos * far.cos - 1) < 1e-15, "huge angles still lie on the circle")
  }
}
