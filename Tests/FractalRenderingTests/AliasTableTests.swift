import FractalCore
import Testing

@testable import FractalRendering

@Suite struct AliasTableTests {
  @Test func chancesAreTheWeightsToWithinOneDrawAMap() {
    var draws = RandomStream(seed: 6, purpose: .testCase).draws()
    for _ in 0..<500 {
      let weights = (0..<draws.whole(in: 1...16)).map { _ in draws.coin() ? Float(draws.unit()) + 0.01 : 0 }
      guard weights.contains(where: { $0 > 0 }) else { continue }
      let table = AliasTable(weights: weights)
      #expect(table.slots == (weights.count <= 8 ? 8 : 16))
      let total = weights.reduce(0.0) { $0 + Double($1) }
      var sum = 0
      for (item, weight) in weights.enumerated() {
        let chance = table.chance(of: item)
        sum += chance
        #expect(abs(Double(chance) - Double(weight) / total * 65_536) <= Double(weights.count))
        #expect((chance > 0) == (weight > 0))
      }
      #expect(sum == 65_536)
      for slot in 0..<table.slots {
        #expect(weights[safe: Int(table.aliases[slot])] ?? 0 > 0 || table.thresholds[slot] > 0)
      }
    }
  }

  @Test func aHopelesslySmallWeightStillHasOneDraw() {
    let table = AliasTable(weights: [1, 1e-9])
    #expect(table.chance(of: 1) == 1)
    #expect(table.chance(of: 0) == 65_535)
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
