import FractalCore
import Testing

@testable import FractalSearch

@Suite struct FarthestPointSelectionTests {
  /// Random rows, some of them twice.
  private func samples(_ count: Int, seed: UInt64) -> [[UInt8]] {
    var draws = RandomStream(seed: seed, purpose: .testCase).draws()
    var rows: [[UInt8]] = []
    for _ in 0..<count {
      if !rows.isEmpty, draws.below(10) == 0 {
        rows.append(rows[draws.below(rows.count)])
      } else {
        rows.append((0..<Embedding.count).map { _ in UInt8(draws.below(draws.coin() ? 256 : 8)) })
      }
    }
    return rows
  }

  /// The definition, in the plainest words.
  private func naive(_ count: Int, of rows: [[UInt8]]) -> [Int] {
    func squared(_ a: [UInt8], _ b: [UInt8]) -> Int {
      zip(a, b).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
    }
    let mean = (0..<Embedding.count).map { place in
      UInt8((rows.reduce(0) { $0 + Int($1[place]) } + rows.count / 2) / rows.count)
    }
    var order: [Int] = []
    while order.count < count {
      let chosen = order.isEmpty ? [mean] : order.map { rows[$0] }
      let distances = rows.map { row in chosen.map { squared(row, $0) }.min()! }
      order.append(distances.firstIndex(of: distances.max()!)!)
    }
    return order
  }

  @Test(arguments: InstructionSet.supported) func choosesAsTheDefinitionOnEveryLevel(level: InstructionSet) throws {
    let rows = samples(60, seed: 3)
    let selection = try #require(
      FarthestPointSelection(
        25, of: rows.flatMap { $0 }, threads: 1, instructionSet: level, monitor: .silent))
    #expect(selection.order == naive(25, of: rows))
    #expect(Set(selection.order).count == 25)
    #expect(selection.distances.dropFirst() == selection.distances.dropFirst().sorted(by: >)[...])
  }

  @Test func twinsAreChosenOnce() throws {
    let row = [UInt8](repeating: 7, count: Embedding.count)
    let other = [UInt8](repeating: 9, count: Embedding.count)
    let selection = try #require(
      FarthestPointSelection(3, of: row + row + other, threads: 1, instructionSet: .best, monitor: .silent))
    #expect(selection.order == [0, 2])
  }

  @Test func threadsDoNotChangeTheOrder() throws {
    let some = samples(500, seed: 4).flatMap { $0 }
    let flat = (0..<33).flatMap { _ in some }
    func order(_ threads: Int) throws -> [Int] {
      try #require(
        FarthestPointSelection(12, of: flat, threads: threads, instructionSet: .best, monitor: .silent)
      ).order
    }
    #expect(flat.count / Embedding.count >= 2 * 8192, "so many that two threads share them")
    #expect(try order(1) == order(2))
  }

  @Test func cancellingGivesNothing() {
    let cancelled = Monitor(report: { _, _, _ in }, isCancelled: { true })
    #expect(
      FarthestPointSelection(
        2, of: samples(5, seed: 5).flatMap { $0 }, threads: 1, instructionSet: .best, monitor: cancelled) == nil)
  }
}
