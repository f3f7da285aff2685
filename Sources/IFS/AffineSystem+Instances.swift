/// The instances of a category, as FractalDB makes them: one coefficient of every map, times a weight.
///
/// Instance 0 is the system itself. Instance 1 + 4 k + j multiplies the coefficient k (a to f) of all maps by the weight
/// j of 0.2, 0.6, 1.4, 1.8; the chances stay.
///
/// Source: Kataoka et al., "Pre-training without natural images", ACCV 2020, arXiv 2101.08515.
extension AffineSystem {
  /// The factors of the instances.
  public static let instanceWeights: [Float] = [0.2, 0.6, 1.4, 1.8]
  /// How many instances a system has, itself included.
  public static let instanceCount = 1 + 6 * instanceWeights.count

  /// The instance of a number below ``instanceCount``; nil if a coefficient leaves its range.
  public func instance(_ number: Int) -> AffineSystem? {
    guard (1..<Self.instanceCount).contains(number) else { return number == 0 ? self : nil }
    let (coefficient, weight) = ((number - 1) / 4, Self.instanceWeights[(number - 1) % 4])
    let varied = maps.map { map in
      var numbers = map.coefficients
      numbers[coefficient] *= weight
      return AffineMap(a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
    }
    return try? AffineSystem(maps: varied, weights: weights)
  }
}
