import Foundation
import FractalCore
import TestSupport
import Testing

@testable import FractalSearch

@Suite struct SearchJournalTests {
  private let folder: TemporaryDirectory
  private var path: String { folder.path("j.search") }

  init() throws { folder = try TemporaryDirectory() }

  private func plan(_ method: SelectionMethod) throws -> SearchPlan {
    var plan = try SearchTests.plan(pool: 150)
    plan.method = method
    return plan
  }

  /// Stopped after every chunk in turn, in the middle of islands and of streams, a search ends as one that never was.
  @Test(.slow, arguments: [SelectionMethod.pool, .stream(kept: 40), .islands(2, kept: 40), .islands(3, kept: 25)])
  func aStoppedSearchEndsAsOneThatWasNot(method: SelectionMethod) throws {
    var plan = try plan(method)
    plan.pool = 230
    func reduction(_ monitor: TaskMonitor = .silent, _ journal: SearchJournal? = nil) -> PoolReduction {
      PoolReduction(
        judge: PoolJudge(plan: plan, threads: 1, instructionSet: .best, monitor: monitor, journal: journal), batch: 64)
    }
    let whole = try reduction().candidates()
    var runs = 0
    var isDone = false
    while !isDone, runs < 20 {
      runs += 1
      let journal = try SearchJournal(path: path, plan: plan)
      let before = try size()
      // As soon as anything new is kept.
      let monitor = TaskMonitor(report: { _, _, _ in }, isCancelled: { (try? size()) != before })
      do throws(SearchError) {
        let found = try reduction(monitor, journal).candidates()
        isDone = true
        #expect(found == whole)
      } catch {
        #expect(error.code == .cancelled && error.message.contains("go on"))
        #expect((try? size()) != before)
      }
    }
    // Four chunks, and what was kept of none to four selections.
    #expect(isDone && (4...9).contains(runs))
  }

  @Test func whatIsKeptIsNotJudgedAgain() throws {
    let plan = try plan(.pool)
    _ = try Search.run(plan, count: 20, journal: SearchJournal(path: path, plan: plan))
    let journal = try SearchJournal(path: path, plan: plan)
    #expect((0..<3).allSatisfy { journal.judged(chunk: $0) != nil })
    #expect(journal.judged(chunk: 3) == nil)
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
      let known = (0..<3).compactMap { journal.judged(chunk: $0) }
      #expect(known.count < 3)
    }
    let result = try Search.run(plan, count: 20, journal: SearchJournal(path: path, plan: plan))
    #expect(result.catalog == whole.catalog)
  }

  @Test func journalsOfOthersAreRefused() throws {
    let plan = try plan(.pool)
    let other = try SearchTests.plan(pool: 151)
    var held: SearchJournal? = try SearchJournal(path: path, plan: plan)
    #expect { try SearchJournal(path: path, plan: plan) } throws: {
      ($0 as? SearchError)?.category == .temporary && "\($0)".contains("in use")
    }
    #expect(held?.path == path)
    held = nil
    #expect { try SearchJournal(path: path, plan: other) } throws: { ($0 as? SearchError)?.code == .otherPlan }
    let text = folder.path("text")
    try Data("hello".utf8).write(to: URL(filePath: text))
    #expect { try SearchJournal(path: text, plan: plan) } throws: { ($0 as? SearchError)?.code == .notAJournal }
    #expect(try Data(contentsOf: URL(filePath: text)) == Data("hello".utf8))
    #expect { try SearchJournal(path: folder.path("no/j"), plan: plan) } throws: { "\($0)".contains("folder") }
    #expect { try SearchJournal.kept(in: folder.path("none"), plan: plan) } throws: {
      ($0 as? SearchError)?.code == .notFound
    }
  }

  private func judge(_ plan: SearchPlan) -> PoolJudge {
    PoolJudge(plan: plan, threads: 1, instructionSet: .best, monitor: .silent, journal: nil)
  }

  @Test func whatASelectionKeptTakesThePlaceOfItsChunksAlone() throws {
    // Islands of two chunks and of one.
    let plan = try plan(.islands(2, kept: 20))
    #expect(plan.method.range(ofIsland: 0, pool: 150) == 0..<64)
    let (early, late) = (try judge(plan).judge(0..<64), try judge(plan).judge(64..<128))
    let island = early.keeping(Array(0..<20))
    var journal: SearchJournal? = try SearchJournal(path: path, plan: plan)
    try journal?.add(early, chunk: 0)
    try journal?.add(late, chunk: 1)
    try journal?.keep(island, at: 0)
    for _ in 0..<2 {
      #expect(journal?.kept(at: 0) == island && journal?.judged(chunk: 1) == late && journal?.judged(chunk: 0) == nil)
      journal = nil
      #expect(try SearchJournal.kept(in: path, plan: plan) == [0: island])
      journal = try SearchJournal(path: path, plan: plan)
    }
  }

  /// What islands keep is written once, and what no search needs any more leaves the file once it outweighs the rest.
  @Test func theFileStaysInProportion() throws {
    var plan = try plan(.stream(kept: 20))
    plan.pool = 64 * 200
    let journal = try SearchJournal(path: path, plan: plan)
    var most = 0
    for chunk in 0..<200 {
      var known = Candidates()
      known.proposals = 64
      (known.numbers, known.lawIndices) = ((0..<64).map { UInt32(chunk * 64 + $0) }, [UInt8](repeating: 0, count: 64))
      known.embeddings = [UInt8](repeating: UInt8(chunk), count: 64 * Embedding.count)
      known.passed = 64
      try journal.add(known, chunk: chunk)
      #expect(journal.judged(chunk: chunk) == known)
      var kept = known.keeping(Array(0..<20))
      (kept.proposals, kept.passed) = ((chunk + 1) * 64, (chunk + 1) * 64)
      try journal.keep(kept, at: 0)
      #expect(journal.kept(at: 0) == kept && journal.judged(chunk: chunk) == nil)
      most = max(most, try size())
    }
    #expect(most > SearchJournal.toleratedWaste / 2 && most < SearchJournal.toleratedWaste + 40_000)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["j.search"])
    // The new file is locked as the old one was.
    #expect { try SearchJournal(path: path, plan: plan) } throws: { "\($0)".contains("in use") }
  }

  private func size() throws -> Int { try Data(contentsOf: URL(filePath: path)).count }

  /// A draft never stands where a user's file could.
  @Test func filesBesideTheJournalAreLeftAlone() throws {
    let plan = try plan(.islands(2, kept: 20))
    let beside = folder.path("j.search.tmp")
    try Data("mine".utf8).write(to: URL(filePath: beside))
    _ = try Search.run(plan, count: 20, journal: SearchJournal(path: path, plan: plan))
    #expect(try Data(contentsOf: URL(filePath: beside)) == Data("mine".utf8))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["j.search", "j.search.tmp"])
  }

  /// A kill leaves a draft that was begun, a lost disk one that is empty or has zeros; what is anything else is not ours.
  @Test func whatIsLeftOfADraftIsRemoved() throws {
    let plan = try plan(.pool)
    _ = try SearchJournal(path: path, plan: plan)
    let header = try Data(contentsOf: URL(filePath: path))
    let number = try #require(FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int)
    let draft = folder.path(".fernery-search-\(number)")
    for left in [Data(), Data(count: 100), header.prefix(3), header, header + Data(count: 1000)] {
      try left.write(to: URL(filePath: draft))
      _ = try SearchJournal(path: path, plan: plan)
      #expect(!FileManager.default.fileExists(atPath: draft), "\(left.count) bytes")
    }
    try Data("mine".utf8).write(to: URL(filePath: draft))
    _ = try SearchJournal(path: path, plan: plan)
    #expect(try Data(contentsOf: URL(filePath: draft)) == Data("mine".utf8))
  }

  /// A stream's stages end with whole chunks: going on in the middle of one would judge some proposals twice.
  @Test func aStreamThatEndsWithinAChunkIsRefused() throws {
    var plan = try plan(.stream(kept: 20))
    plan.pool = 300
    for (proposals, isTaken) in [(64, true), (100, false), (128, true), (300, true)] {
      var journal: SearchJournal? = try SearchJournal(path: path, plan: plan)
      var kept = try judge(plan).judge(0..<64).keeping(Array(0..<20))
      (kept.proposals, kept.passed) = (proposals, proposals)
      kept.rejections = [:]
      try journal?.keep(kept, at: 0)
      journal = nil
      if isTaken {
        #expect(try SearchJournal(path: path, plan: plan).kept(at: 0) == kept)
      } else {
        #expect { try SearchJournal(path: path, plan: plan) } throws: { ($0 as? SearchError)?.code == .notAJournal }
      }
      try FileManager.default.removeItem(atPath: path)
    }
  }

  /// A kill or a lost disk may leave any part of a header, or zeros in its place.
  @Test func aHeaderThatIsCutBeginsAnew() throws {
    let plan = try plan(.pool)
    _ = try SearchJournal(path: path, plan: plan)
    let header = try Data(contentsOf: URL(filePath: path))
    for start in [
      Data(), header.prefix(1), header.prefix(8), header.prefix(9), header.dropLast(), Data(count: header.count),
    ] {
      try Data(start).write(to: URL(filePath: path))
      _ = try SearchJournal(path: path, plan: plan)
      #expect(try Data(contentsOf: URL(filePath: path)) == header)
    }
    // What is longer is something else, as an image of a disk that begins with zeros.
    for other in [Data(count: header.count + 1), header.prefix(9) + Data(count: 100)] {
      try other.write(to: URL(filePath: path))
      #expect(throws: SearchError.self) { try SearchJournal(path: path, plan: plan) }
      #expect(try Data(contentsOf: URL(filePath: path)) == other)
    }
  }

  /// Whoever waits for a file that its owner removes meanwhile must not write into what has no name any more.
  @Test func aJournalIsTheFileAtItsPath() throws {
    let plan = try plan(.pool)
    let first = try SearchJournal(path: path, plan: plan)
    first.remove()
    let second = try SearchJournal(path: path, plan: plan)
    try second.add(judge(plan).judge(0..<64), chunk: 0)
    // Its own file is gone; what stands there is not its to remove.
    first.remove()
    #expect(try size() > 1000)
  }

  @Test func foldersAreToldFromDisks() throws {
    let plan = try plan(.pool)
    let inside = folder.url.path
    #expect { try SearchJournal(path: inside, plan: plan) } throws: {
      "\($0)".contains("is a folder") && !"\($0)".contains("failing")
    }
    #expect { try SearchJournal.kept(in: inside, plan: plan) } throws: {
      ($0 as? SearchError)?.code == .inputOutput && "\($0)".contains("is a folder")
    }
  }

  /// What follows the last record may be a terabyte of nothing.
  @Test func largeFilesAreNotReadWhole() throws {
    let plan = try plan(.pool)
    _ = try SearchJournal(path: path, plan: plan)
    let file = try FileHandle(forUpdating: URL(filePath: path))
    try file.truncate(atOffset: 1 << 40)
    try file.close()
    #expect(try SearchJournal.kept(in: path, plan: plan).isEmpty)
    let journal = try SearchJournal(path: path, plan: plan)
    #expect(try size() == 44 && journal.judged(chunk: 0) == nil)
  }

  /// A checksum is no proof: files of islands travel between machines.
  @Test func whatNoSearchOfThePlanFoundIsRefused() throws {
    let plan = try plan(.islands(2, kept: 30))
    let judged = try judge(plan).judge(0..<64)
    #expect(judged.count > 32)
    let kept = judged.keeping(Array(0..<30))
    func refuses(_ change: (inout JournalRecord) -> Void, line: Int = #line) throws {
      var record = JournalRecord(kind: .kept, number: 0, candidates: kept)
      change(&record)
      try? FileManager.default.removeItem(atPath: path)
      _ = try SearchJournal(path: path, plan: plan)
      let file = try FileHandle(forWritingTo: URL(filePath: path))
      try file.seekToEnd()
      try file.write(contentsOf: Data(record.bytes))
      try file.close()
      #expect("line \(line)") { try SearchJournal.kept(in: path, plan: plan) } throws: {
        ($0 as? SearchError)?.code == .notAJournal
      }
      #expect("line \(line)") { try SearchJournal(path: path, plan: plan) } throws: {
        ($0 as? SearchError)?.code == .notAJournal
      }
    }
    try refuses { $0.candidates.lawIndices[3] = 1 }
    try refuses { $0.candidates.numbers[29] = 64 }
    try refuses { $0.candidates.numbers[29] = 4_000_000_000 }
    try refuses { $0.candidates.numbers[3] = $0.candidates.numbers[2] }
    try refuses { $0.candidates.numbers.swapAt(3, 4) }
    try refuses { $0.candidates.proposals = 1 << 32 - 1 }
    try refuses { $0.candidates.passed -= 1 }
    try refuses { ($0.candidates.passed, $0.candidates.rejections) = (29, [.flat: 35]) }
    try refuses { $0.candidates = judged }
    try refuses { $0.number = 2 }
    try refuses { $0.number = 1 }
    try refuses { ($0.kind, $0.candidates) = (.chunk, kept) }
    try refuses { ($0.kind, $0.number, $0.candidates) = (.chunk, 3, judged) }
    #expect {
      try Search.merge([0: kept, 1: kept], of: plan, count: 5)
    } throws: { "\($0)".contains("the island 2 is of another plan") }
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
