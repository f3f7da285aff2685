import FractalCore
import Testing

@testable import FractalSearch

@Suite struct LeastCrowdedTests {
  /// Random rows.
  private func samples(_ count: Int, seed: UInt64) -> [[UInt8]] {
    var draws = RandomStream(seed: seed, purpose: .testCase).draws()
    return (0..<count).map { _ in
      (0..<Embedding.count).map { _ in UInt8(draws.below(draws.coin() ? 256 : 8)) }
    }
  }

  private func select(
    _ count: Int, of rows: [[UInt8]], shares: [UInt8]? = nil, weights: [Double] = [1], threads: Int = 1,
    level: InstructionSet = .best, monitor: TaskMonitor = .silent
  ) -> Selection? {
    Selection(
      count, of: rows.flatMap { $0 }, shares: shares ?? [UInt8](repeating: 0, count: rows.count), weights: weights,
      threads: threads, instructionSet: level, monitor: monitor)
  }

  @Test(arguments: InstructionSet.supported) func choosesAsTheDefinitionOnEveryLevel(level: InstructionSet) throws {
    let rows = samples(150, seed: 3)
    let selection = try #require(select(60, of: rows, level: level))
    #expect(selection.order == LeastCrowded.order(60, of: rows))
    #expect(Set(selection.order).count == 60)
    #expect(selection.distances[0] == 0 && selection.distances.dropFirst().allSatisfy { $0 > 0 })
  }

  @Test func aShorterSelectionIsAPrefix() throws {
    let rows = samples(80, seed: 6)
    let shares = rows.indices.map { UInt8($0 % 3) }
    let long = try #require(select(42, of: rows, shares: shares, weights: [3, 1, 2]))
    let short = try #require(select(17, of: rows, shares: shares, weights: [3, 1, 2]))
    #expect(short.order == Array(long.order.prefix(17)))
    #expect((0..<3).map { law in long.order.count { $0 % 3 == law } } == [21, 7, 14])
  }

  /// Two laws that draw the same two clusters: what one law chose keeps the other from choosing beside it.
  @Test func lawsSeeEachOthersChoices() throws {
    let (one, other) = (samples(1, seed: 1)[0], samples(1, seed: 2)[0])
    func near(_ row: [UInt8], _ step: UInt8) -> [UInt8] {
      var row = row
      row[0] = row[0] < 128 ? row[0] + step : row[0] - step
      return row
    }
    let rows = [near(one, 9), near(other, 9), near(one, 18), near(other, 18)]
    let order = try #require(select(2, of: rows, shares: [0, 0, 1, 1], weights: [1, 1])).order
    #expect(order[0] % 2 != order[1] % 2)
  }

  @Test func twinsAreChosenOnceWhateverTheirColour() throws {
    let row = [UInt8](repeating: 7, count: Embedding.count)
    let other = [UInt8](repeating: 9, count: Embedding.count)
    var coloured = row
    coloured[Embedding.formCount] = 200
    coloured[Embedding.formCount + 1] = 60
    #expect(Set(try #require(select(4, of: [row, row, coloured, other])).order) == [2, 3])
  }

  @Test func threadsDoNotChangeTheOrder() throws {
    let some = samples(500, seed: 4)
    let rows = (0..<33).flatMap { copy in
      some.map { row in
        var row = row
        row[5] = UInt8(copy)
        return row
      }
    }
    #expect(rows.count >= 2 * 8192, "so many that two threads share them")
    let order = try #require(select(12, of: rows)).order
    #expect(order.count == 12)
    #expect(try #require(select(12, of: rows, threads: 2)).order == order)
  }

  @Test func cancellingGivesNothing() {
    let cancelled = TaskMonitor(report: { _, _, _ in }, isCancelled: { true })
    #expect(select(2, of: samples(5, seed: 5), monitor: cancelled) == nil)
  }
}
