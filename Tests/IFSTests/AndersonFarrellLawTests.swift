import FractalCore
import IFS
import Testing

@Suite struct AndersonFarrellLawTests {
  private func systems(_ count: Int, maps: ClosedRange<Int>) throws -> [AffineSystem] {
    let law = try AndersonFarrellLaw(mapCount: maps)
    return (0..<count).map { index in
      var draws = RandomStream(seed: 11, purpose: .genome).draws(index: UInt64(index))
      return law.sample(&draws)
    }
  }

  /// The paper's law: 1 >= s1 >= s2 >= 0 for each map, and sum(s1 + 2 s2) in ((5 + n) / 2, (6 + n) / 2).
  @Test(arguments: 2...8) func singularValuesKeepThePapersSum(count: Int) throws {
    for system in try systems(200, maps: count...count) {
      #expect(system.maps.count == count)
      var sum = 0.0
      for map in system.maps {
        let s1 = map.stretch
        let s2 = abs(map.determinant) / s1
        #expect(s1 <= 1 + 1e-6 && s2 <= s1 + 1e-6)
        #expect(abs(map.e) <= 1 && abs(map.f) <= 1)
        sum += s1 + 2 * s2
      }
      #expect(sum > (5 + Double(count)) / 2 - 1e-5 && sum < (6 + Double(count)) / 2 + 1e-5)
    }
  }

  @Test func theSumIsUniformOverItsRange() throws {
    let sums = try systems(2000, maps: 3...3).map { system in
      system.maps.reduce(0.0) { $0 + $1.stretch + 2 * abs($1.determinant) / $1.stretch } - 4
    }.sorted()
    // Kolmogorov-Smirnov: the distance to uniform on (0, 1/2) exceeds 1.95 / sqrt(n) with chance 0.001.
    let distance = sums.enumerated().map { abs($1 * 2 - (Double($0) + 0.5) / 2000) }.max() ?? 1
    #expect(distance < 1.95 / 2000.0.squareRoot())
  }

  @Test func mapCountsAreUniformOverTheirRange() throws {
    var counts: [Int: Int] = [:]
    for system in try systems(3000, maps: 2...4) { counts[system.maps.count, default: 0] += 1 }
    #expect(counts.keys.sorted() == [2, 3, 4])
    // The deviation of each count is 26.
    for count in counts.values { #expect(abs(count - 1000) < 105) }
  }

  @Test func halfOfTheMapsReflect() throws {
    let maps = try systems(1000, maps: 4...4).flatMap(\.maps)
    let reflecting = maps.filter { $0.determinant < 0 }.count
    #expect(abs(reflecting - 2000) < 130, "two coins, one reflection when they differ: deviation 32")
  }

  @Test(arguments: [1...3, 2...9, 0...0]) func countsOutOfRangeAreRefused(counts: ClosedRange<Int>) {
    #expect { try AndersonFarrellLaw(mapCount: counts) } throws: { "\($0)".contains("2 to 8") }
  }
}
