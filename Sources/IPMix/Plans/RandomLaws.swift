internal import FractalCore

/// Continuous laws made of uniform draws and exact elementary functions: the same bits on every machine.
extension RandomDraws {
  /// Beta(b, 1), by inversion: U^(1/b).
  mutating func betaToOne(_ b: Double) -> Double {
    ElementaryFunctions.pow(positiveUnit(), 1 / b)
  }

  /// Beta(1, b), by inversion: 1 - U^(1/b).
  mutating func betaFromZero(_ b: Double) -> Double {
    1 - ElementaryFunctions.pow(positiveUnit(), 1 / b)
  }

  /// Gamma(a, 1) for a > 0.
  ///
  /// -log U for a = 1; else Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000),
  /// with Gamma(a) = Gamma(a + 1) U^(1/a) below 1. Exact, by rejection: takes a varying number of words.
  mutating func gamma(_ a: Double) -> Double {
    if a == 1 { return -ElementaryFunctions.log(positiveUnit()) }
    if a < 1 { return gammaAboveOne(a + 1) * ElementaryFunctions.pow(positiveUnit(), 1 / a) }
    return gammaAboveOne(a)
  }

  private mutating func gammaAboveOne(_ a: Double) -> Double {
    let d = a - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      let u = positiveUnit()
      guard root > 0 else { continue }
      let v = root * root * root
      if ElementaryFunctions.log(u) < 0.5 * x * x + d - d * v + d * ElementaryFunctions.log(v) { return d * v }
    }
  }

  /// The standard normal law, by Box and Muller: sqrt(-2 log U) cos(2 pi V).
  private mutating func normal() -> Double {
    let radius = (-2 * ElementaryFunctions.log(positiveUnit())).squareRoot()
    return radius * ElementaryFunctions.sinCos(2 * .pi * unit()).cos
  }

  /// Beta(a, a): a unit uniform for a = 1, else G / (G + G') of two gamma draws.
  mutating func symmetricBeta(_ a: Double) -> Double {
    if a == 1 { return unit() }
    let first = gamma(a)
    return first / (first + gamma(a))
  }
}
