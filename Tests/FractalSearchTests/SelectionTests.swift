import Testing

@testable import FractalSearch

@Suite struct SelectionTests {
  /// The laws of the first turns, each of so many candidates.
  private func turns(_ count: Int, weights: [Double], limits: [Int]) -> [Int] {
    var turns = Turns(weights: weights, isOpen: limits.map { $0 > 0 })
    var order: [Int] = []
    while order.count < count, let law = turns.next {
      turns.take(law)
      order.append(law)
      if order.count(where: { $0 == law }) == limits[law] { turns.close(law) }
    }
    return order
  }

  @Test func turnsFollowTheWeightsInEveryPrefix() {
    let turns = turns(700, weights: [4, 2, 1], limits: [1000, 1000, 1000])
    for length in stride(from: 7, through: 700, by: 7) {
      let counts = (0..<3).map { share in turns.prefix(length).count { $0 == share } }
      #expect(counts == [4 * length / 7, 2 * length / 7, length / 7])
    }
  }

  @Test func othersTakeTheTurnsOfAnExhaustedLaw() {
    let turns = turns(10, weights: [1, 1], limits: [2, 100])
    #expect(turns.count { $0 == 0 } == 2 && turns.count { $0 == 1 } == 8)
    #expect(self.turns(10, weights: [1, 1], limits: [2, 3]).count == 5)
    #expect(self.turns(5, weights: [1, 1], limits: [0, 3]) == [1, 1, 1])
  }
}
