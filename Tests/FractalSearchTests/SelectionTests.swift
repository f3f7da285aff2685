import Testing

@testable import FractalSearch

@Suite struct SelectionTests {
  @Test func turnsFollowTheWeightsInEveryPrefix() {
    let turns = Selection.turns(700, weights: [4, 2, 1], limits: [1000, 1000, 1000])
    for length in stride(from: 7, through: 700, by: 7) {
      let counts = (0..<3).map { share in turns.prefix(length).count { $0 == share } }
      #expect(counts == [4 * length / 7, 2 * length / 7, length / 7])
    }
  }

  @Test func othersTakeTheTurnsOfAnExhaustedLaw() {
    let turns = Selection.turns(10, weights: [1, 1], limits: [2, 100])
    #expect(turns.count { $0 == 0 } == 2 && turns.count { $0 == 1 } == 8)
    #expect(Selection.turns(10, weights: [1, 1], limits: [2, 3]).count == 5)
  }
}
