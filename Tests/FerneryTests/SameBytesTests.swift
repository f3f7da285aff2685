import Foundation
import FractalCore
import TestSupport
import Testing

/// One plan, one root: whatever number of threads, instruction set, kills and interruptions.
@Suite struct SameBytesTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func root(_ options: String..., store: String) throws -> String? {
    let run = try FerneryProcess(
      GoldenRoot.arguments + ["--store", store, "--json"] + options, in: folder.url.path)
    let result = try run.wait()
    #expect(result.code == 0, "\(result.stderr)")
    return try result.json()["root"]?.string
  }

  @Test(.slow, arguments: [1, 2, 5]) func anyNumberOfThreadsGivesTheGoldenRoot(_ threads: Int) throws {
    #expect(try root("--threads", "\(threads)", store: "\(threads).fernery") == GoldenRoot.root)
  }

  @Test(arguments: InstructionSet.supported) func everyInstructionSetGivesTheGoldenRoot(_ level: InstructionSet) throws
  {
    #expect(try root("--instruction-set", level.rawValue, store: "\(level).fernery") == GoldenRoot.root)
  }

  @Test func anySizeOfCommitsGivesTheGoldenRoot() throws {
    #expect(try root("--batch", "5", store: "five.fernery") == GoldenRoot.root)
  }

  @Test func theStoreSaysTheRootThatItsRunSaid() throws {
    let info = try fernery("store", "info", TestStores.done, "--json", in: folder).json()
    #expect(info["root"]?.string == GoldenRoot.root)
  }

  // MARK: - Stopped and gone on with

  /// Kills runs of one store three times in the middle, then lets one finish; nil if a run finished too early.
  private func killed(_ preset: String, _ store: String) throws -> JSON? {
    var committed = 0
    for _ in 0..<3 {
      let run = try SlowRun(in: folder, preset: preset, store: store)
      let isRunning = try run.waitForCommit(beyond: committed)
      run.process.send(SIGKILL)
      guard try run.process.wait().ending == .signal(SIGKILL), isRunning else { return nil }
      let now = try run.committed
      #expect(now > committed, "a kill lost what was committed")
      committed = now
    }
    let last = try fernery("generate", preset, "--store", store, "--json", in: folder)
    #expect(last.code == 0, "\(last.stderr)")
    let summary = try last.json()
    #expect(summary["resumed"]?.int == committed)
    return summary
  }

  @Test func aRunThatIsKilledThreeTimesEndsWithTheSameRoot() throws {
    // A machine that is too fast for one amount of work gets more.
    for samples in [2_000, 10_000, 100_000] {
      let preset = folder.path("slow-\(samples).yaml")
      try TestStores.slowPreset(count: 16, samplesPerPixel: min(samples, 10_000))
        .write(toFile: preset, atomically: true, encoding: .utf8)
      guard let summary = try killed(preset, "killed-\(samples).fernery") else { continue }
      let whole = try fernery("generate", preset, "--store", "whole.fernery", "--json", in: folder).json()
      #expect(summary["root"]?.string == whole["root"]?.string)
      #expect(whole["resumed"]?.int == 0 && whole["root"]?.string != nil)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path("killed-\(samples).fernery")).sorted()
          == ["assets.mdb", "seal.json"])
      return
    }
    Issue.record("every run ended before it could be killed three times")
  }

  /// What another plan has judged is not given up for a mistyped seed.
  @Test func aRunThatIsKilledDuringItsSearchLeavesNoStoreAndItsJournalToItsPlan() throws {
    let search = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "1000000", "--store", "s.fernery"]
    let run = try FerneryProcess(search, in: folder.url.path)
    let journal = folder.path("s.fernery.search")
    while (try? FileManager.default.attributesOfItem(atPath: journal)[.size] as? Int) ?? 0 < 8_000 { usleep(2_000) }
    run.send(SIGKILL)
    #expect(try run.wait().ending == .signal(SIGKILL))
    let kept = try Data(contentsOf: URL(filePath: journal))
    let other = try fernery("generate", "demo", "--seed", "2", "--store", "s.fernery", in: folder)
    #expect(
      other.code == 69 && other.stderr.contains("s.fernery.search keeps a search of another plan"), "\(other.stderr)")
    #expect(try Data(contentsOf: URL(filePath: journal)) == kept)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["s.fernery.search"])
    try FileManager.default.removeItem(atPath: journal)
    #expect(try root(store: "s.fernery") == GoldenRoot.root)
  }

  @Test func anInterruptedSearchSaysThatItGoesOn() throws {
    let run = try FerneryProcess(
      ["generate", "demo", "--pool", "1000000", "--store", "s.fernery"], in: folder.url.path)
    run.waitUntilItListens()
    run.send(SIGINT)
    let result = try run.wait()
    #expect(result.code == 130)
    #expect(result.stderr.hasSuffix("run the same command to go on\n"), "\(result.stderr)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["s.fernery.search"])
  }

  @Test func anInterruptedRunKeepsWhatItHasAndIsGoneOnWith() throws {
    let preset = folder.path("slow.yaml")
    try TestStores.slowPreset(count: 24, samplesPerPixel: 2500)
      .write(toFile: preset, atomically: true, encoding: .utf8)
    let run = try SlowRun(in: folder, preset: preset, store: "s.fernery")
    #expect(try run.waitForCommit(beyond: 0))
    run.process.send(SIGINT)
    let stopped = try run.process.wait()
    #expect(stopped.ending == .exit(130))
    let summary = try stopped.json()
    #expect(summary["root"]?.isNull == true)
    let kept = try #require(summary["count"]?.int)
    #expect((1..<24).contains(kept))
    #expect(try run.committed == kept)
    #expect(!FileManager.default.fileExists(atPath: folder.path("s.fernery/writer.lock")))

    // For people, in words; stopped again at once, it keeps at least as much.
    let again = try FerneryProcess(["generate", preset, "--store", "s.fernery", "--batch", "1"], in: folder.url.path)
    again.waitUntilItListens()
    again.send(SIGINT)
    let text = try again.wait()
    #expect(text.ending == .exit(130))
    #expect(text.stdout.hasSuffix(" of 24 assets are kept in s.fernery; run the same command to go on\n"), "\(text)")

    let finished = try fernery("generate", preset, "--store", "s.fernery", "--json", in: folder).json()
    let whole = try fernery("generate", preset, "--store", "whole.fernery", "--json", in: folder).json()
    #expect(finished["root"]?.string == whole["root"]?.string)
    #expect(finished["resumed"]?.int ?? 0 >= kept)
    #expect(finished["count"]?.int == 24)
  }

  @Test func aPoliteKillIsAnInterruption() throws {
    let preset = folder.path("slow.yaml")
    try TestStores.slowPreset(count: 50, samplesPerPixel: 4000)
      .write(toFile: preset, atomically: true, encoding: .utf8)
    let run = try SlowRun(in: folder, preset: preset, store: "s.fernery")
    #expect(try run.waitForCommit(beyond: 0))
    run.process.send(SIGTERM)
    let stopped = try run.process.wait()
    #expect(stopped.ending == .exit(143))
    #expect(try stopped.json()["count"]?.int == run.committed)
  }

  @Test func aFinishedStoreIsLeftAsItIs() throws {
    let before = try FolderContent(TestStores.done)
    let again = try root(store: TestStores.done)
    #expect(again == GoldenRoot.root)
    #expect(try FolderContent(TestStores.done) == before)
  }

  @Test func aSecondWriterIsToldWhoWrites() throws {
    let preset = folder.path("slow.yaml")
    try TestStores.slowPreset(count: 50, samplesPerPixel: 5_000)
      .write(toFile: preset, atomically: true, encoding: .utf8)
    let first = try SlowRun(in: folder, preset: preset, store: "s.fernery")
    #expect(try first.waitForCommit(beyond: 0))
    let second = try fernery("generate", preset, "--store", "s.fernery", in: folder)
    #expect(second.code == 75)
    #expect(second.stderr.contains("is being written by process \(first.process.pid)"), "\(second.stderr)")
    first.process.send(SIGINT)
    #expect(try first.process.wait().code == 130)
  }
}
