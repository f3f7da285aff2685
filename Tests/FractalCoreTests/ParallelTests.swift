import FractalCore
import Synchronization
import SystemIO
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [1, 2, 7]) func everyItemIsDoneOnceByAWorkerInRange(threads: Int) {
    let done = Mutex([Int](repeating: 0, count: 1000))
    let workers = Mutex(Set<Int>())
    Parallel.forEach(1000, threads: threads) { item, worker in
      done.withLock { $0[item] += 1 }
      workers.withLock { _ = $0.insert(worker) }
    }
    #expect(done.withLock { $0.allSatisfy { $0 == 1 } })
    #expect(workers.withLock { $0.allSatisfy { (0..<threads).contains($0) } })
  }

  @Test func nothingToDoIsFine() {
    Parallel.forEach(0, threads: 4) { _, _ in Issue.record("there is no item") }
  }

  @Test func bothSidesRunBeforeItReturns() {
    let background = Atomic(0)
    var foreground = 0
    Parallel.both({ background.store(1, ordering: .relaxed) }, { foreground = 2 })
    #expect(background.load(ordering: .relaxed) == 1)
    #expect(foreground == 2)
  }

  @Test func orderedResultsGiveWhatIsCompleteFromTheStart() throws {
    let results = OrderedResults<String>(count: 4)
    results.finish(1, with: "b")
    #expect(try results.prefix() == [])
    results.finish(0, with: "a")
    results.finish(3, with: "d")
    #expect(try results.prefix() == ["a", "b"])
    struct Failure: Error {}
    results.fail(Failure())
    #expect(throws: Failure.self) { try results.prefix() }
  }
}
