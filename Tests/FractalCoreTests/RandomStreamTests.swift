import FractalCore
import Testing

@Suite struct RandomStreamTests {
  @Test func aStreamsKeyIsThePhiloxBlockOfItsPlace() {
    let stream = RandomStream(seed: 0x1122_3344_5566_7788, purpose: .imageOperation, epoch: 5, view: 2)
    let block = Philox4x32.block(
      counter: .init(StreamDomain.mixing.rawValue, StreamPurpose.imageOperation.rawValue, 5, 2),
      key: .init(0x5566_7788, 0x1122_3344))
    #expect(stream.key == UInt64(block.x) | UInt64(block.y) << 32)
  }

  @Test func drawsAreTheWordsOfSuccessiveBlocks() {
    let stream = RandomStream(key: 42)
    var draws = stream.draws(lane: 3, index: 1 << 40 | 7)
    for number in 0..<3 as Range<UInt32> {
      let block = Philox4x32.block(counter: .init(number, 3, 7, 1 << 8), key: .init(42, 0))
      for word in 0..<4 { #expect(draws.word() == block[word]) }
    }
  }

  @Test func everyPurposeHasItsDomainAndAStreamOfItsOwn() {
    let keys = StreamPurpose.allCases.map { RandomStream(seed: 9, purpose: $0).key }
    #expect(Set(keys).count == StreamPurpose.allCases.count)
    for purpose in StreamPurpose.allCases { #expect(purpose.rawValue / 256 == purpose.domain.rawValue) }
  }

  /// Chi-square with 15 degrees of freedom stays below 37.7 with chance 0.999; the seed is fixed.
  @Test func wholeNumbersAreUniform() {
    var draws = RandomStream(seed: 3, purpose: .testCase).draws()
    var counts = [Int](repeating: 0, count: 16)
    let total = 160_000
    for _ in 0..<total { counts[draws.below(16)] += 1 }
    let expected = Double(total) / 16
    let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    #expect(chiSquare < 37.7)
  }

  @Test func unitsStayWithinTheirRanges() {
    var draws = RandomStream(seed: 4, purpose: .testCase).draws()
    var sum = 0.0
    for _ in 0..<100_000 {
      let unit = draws.unit()
      #expect(unit >= 0 && unit < 1)
      let positive = draws.positiveUnit()
      #expect(positive > 0 && positive <= 1)
      sum += unit
    }
    // The mean's deviation is 1/sqrt(12 n) = 0.0009.
    #expect(abs(sum / 100_000 - 0.5) < 0.004)
  }

  @Test func weightedIndicesFollowTheirWeights() {
    var draws = RandomStream(seed: 5, purpose: .testCase).draws()
    var counts = [0, 0, 0, 0]
    for _ in 0..<40_000 { counts[draws.index(weights: [1, 0, 2, 5])] += 1 }
    #expect(counts[1] == 0)
    for (count, share) in [(counts[0], 0.125), (counts[2], 0.25), (counts[3], 0.625)] {
      let deviation = (40_000 * share * (1 - share)).squareRoot()
      #expect(abs(Double(count) - 40_000 * share) < 4 * deviation)
    }
  }
}
