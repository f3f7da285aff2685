/// Tests of samples against a law, at bounds that a right law passes but once in about 10^5 times.
enum Statistics {
  /// Pearson's statistic of counts against expected shares; approximately normal for many cells, so the bound is the
  /// cell count less one plus five standard deviations.
  static func agrees(_ counts: [Int], shares: [Double]) -> Bool {
    let total = Double(counts.reduce(0, +))
    let sum = shares.reduce(0, +)
    var statistic = 0.0
    for (count, share) in zip(counts, shares) {
      let expected = total * share / sum
      statistic += (Double(count) - expected) * (Double(count) - expected) / expected
    }
    let freedom = Double(counts.count - 1)
    return statistic < freedom + 5 * (2 * freedom).squareRoot()
  }

  /// Kolmogorov and Smirnov's statistic of samples against a distribution function, at about one in 10^5.
  static func agrees(_ samples: [Double], law: (Double) -> Double) -> Bool {
    let sorted = samples.sorted()
    let count = Double(sorted.count)
    let distance =
      sorted.indices.map { index in
        max(abs(law(sorted[index]) - Double(index) / count), abs(law(sorted[index]) - Double(index + 1) / count))
      }.max() ?? 1
    return distance * count.squareRoot() < 2.5
  }
}
