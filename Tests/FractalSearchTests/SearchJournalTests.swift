import Foundation
import FractalCore
import Synchronization
import TestSupport
import Testing

@testable import FractalSearch

@Suite struct SearchJournalTests {
  private let folder: TemporaryDirectory
  private var path: String { folder.path("j.search") }

  init() throws { folder = try TemporaryDirectory() }

  /// A monitor that cancels once `count` chunks were reported, and counts what was reported in all.
  private final class Stopping: Sendable {
    let reports = Mutex(0)
    let limit: Int
    init(after limit: Int) { self.limit = limit }
    var monitor: Monitor {
      Monitor(
        report: { phase, _, _ in if phase == "searching" { self.reports.withLock { $0 += 1 } } },
        isCancelled: { self.reports.withLock { $0 >= self.limit } })
    }
  }

  private func plan(_ method: SelectionMethod) throws -> SearchPlan {
    var plan = try SearchTests.plan(pool: 150)
    plan.method = method
    return plan
  }

  @Test(arguments: [SelectionMethod.pool, .stream(kept: 40), .islands(2, kept: 40)])
  func aStoppedSearchEndsAsOneThatWasNot(method: SelectionMethod) throws {
    let plan = try plan(method)
    let whole = try Search.run(plan, count: 20)
    for stop in [1, 1] {
      let stopping = Stopping(after: stop)
      #expect {
        try Search.run(
          plan, count: 20, threads: 1, monitor: stopping.monitor, journal: SearchJournal(path: path, plan: plan))
      } throws: { ($0 as? SearchError)?.code == .cancelled && "\($0)".contains("go on") }
    }
    let result = try Search.run(plan, count: 20, journal: SearchJournal(path: path, plan: plan))
    #expect(result.catalog == whole.catalog && result.rejections == whole.rejections)
    #expect(result.candidates == whole.candidates)
  }

  @Test func whatIsKeptIsNotJudgedAgain() throws {
    let plan = try plan(.pool)
    _ = try Search.run(plan, count: 20, journal: SearchJournal(path: path, plan: plan))
    let journal = try SearchJournal(path: path, plan: plan)
    #expect((0..<3).allSatisfy { journal.take(chunk: $0) != nil })
    #expect(journal.take(chunk: 3) == nil && journal.take(chunk: 0) == nil)
  }

  /// A kill or a lost disk may cut the file anywhere, and a bit may flip: what is whole before that is kept.
  @Test func aFileThatIsCutOrDamagedLosesOnlyWhatFollows() throws {
    let plan = try plan(.pool)
    let whole = try Search.run(plan, count: 20, threads: 1, journal: SearchJournal(path: path, plan: plan))
    let bytes = try Data(contentsOf: URL(filePath: path))
    var draws = RandomStream(seed: 2, purpose: .testCase).draws()
    for turn in 0..<12 {
      var damaged = bytes
      let place = draws.whole(in: 44...bytes.count - 1)
      if turn % 2 == 0 { damaged.removeLast(bytes.count - place) } else { damaged[place] ^= 4 }
      try damaged.write(to: URL(filePath: path))
      let journal = try SearchJournal(path: path, plan: plan)
      let known = (0..<3).compactMap { journal.take(chunk: $0) }
      #expect(known.count < 3)
    }
    let result = try Search.run(plan, count: 20, journal: SearchJournal(path: path, plan: plan))
    #expect(result.catalog == whole.catalog)
  }

  @Test func journalsOfOthersAreRefused() throws {
    let plan = try plan(.pool)
    let other = try SearchTests.plan(pool: 151)
    var held: SearchJournal? = try SearchJournal(path: path, plan: plan)
    #expect { try SearchJournal(path: path, plan: plan) } throws: { "\($0)".contains("in use") }
    #expect(held?.path == path)
    held = nil
    #expect { try SearchJournal(path: path, plan: other) } throws: { ($0 as? SearchError)?.code == .otherPlan }
    _ = try SearchJournal(path: path, plan: other, replacesOther: true)
    #expect { try SearchJournal(path: path, plan: plan) } throws: { ($0 as? SearchError)?.code == .otherPlan }
    let text = folder.path("text")
    try Data("hello".utf8).write(to: URL(filePath: text))
    #expect {
      try SearchJournal(path: text, plan: plan, replacesOther: true)
    } throws: { ($0 as? SearchError)?.code == .notAJournal }
    #expect(try Data(contentsOf: URL(filePath: text)) == Data("hello".utf8))
    #expect { try SearchJournal(path: folder.path("no/j"), plan: plan) } throws: { "\($0)".contains("folder") }
    #expect { try SearchJournal.kept(in: folder.path("none"), plan: plan) } throws: {
      ($0 as? SearchError)?.code == .notFound
    }
  }

  @Test func whatASelectionKeptAndLaterChunksStandBesideEachOther() throws {
    let plan = try plan(.islands(2, kept: 20))
    let judge = PoolJudge(plan: plan, threads: 1, instructionSet: .best, monitor: .silent, journal: nil)
    let (early, late) = (try judge.judge(0..<20), try judge.judge(64..<84))
    var journal: SearchJournal? = try SearchJournal(path: path, plan: plan)
    try journal?.add(early, chunk: 0)
    try journal?.keep(early, at: 0)
    try journal?.add(late, chunk: 1)
    journal = nil
    let read = try SearchJournal(path: path, plan: plan)
    #expect(read.kept(at: 0) == early && read.take(chunk: 1) == late && read.take(chunk: 0) == nil)
    #expect(try SearchJournal.kept(in: path, plan: plan) == [0: early])
  }

  @Test func candidatesAreReadBackAsTheyWere() throws {
    let plan = try plan(.pool)
    let judge = PoolJudge(plan: plan, threads: 1, instructionSet: .best, monitor: .silent, journal: nil)
    let candidates = try judge.judge(0..<20)
    #expect(Candidates(bytes: candidates.bytes) == candidates)
    #expect(Candidates(bytes: Array(candidates.bytes.dropLast())) == nil)
    #expect(Candidates(bytes: candidates.bytes + [0]) == nil)
    #expect(Candidates(bytes: []) == nil)
  }
}
