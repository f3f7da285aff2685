import Foundation
import TestSupport
import Testing

/// `fernery search`: killed and gone on with, in islands, and refusing what makes no sense.
@Suite struct SearchCommandTests {
  private let folder: TemporaryDirectory
  private static let plan = ["search", "demo", "--pool", "400", "--count", "12"]

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> FerneryProcess.Result {
    try FerneryProcess(Self.plan + arguments, in: folder.url.path).wait()
  }

  private func hash(_ arguments: String...) throws -> String? {
    try run(arguments + ["--json"]).json()["sha256"]?.string
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }

  @Test(.slow) func aKilledSearchEndsAsOneThatWasNot() throws {
    let run = try FerneryProcess(Self.plan + ["--threads", "1", "--out", "a.catalog"], in: folder.url.path)
    let journal = folder.path("a.catalog.search")
    func size() -> Int {
      (try? FileManager.default.attributesOfItem(atPath: journal)[.size] as? Int) ?? 0
    }
    // A chunk of 64 candidates takes some 8 kB.
    while size() < 8_000 { usleep(2_000) }
    run.send(SIGKILL)
    _ = try run.wait()
    #expect(try names() == ["a.catalog.search"] && size() >= 8_000)
    let resumed = try hash("--out", "a.catalog")
    #expect(try resumed != nil && resumed == hash("--out", "b.catalog"))
    #expect(try names() == ["a.catalog", "b.catalog"])
  }

  /// A kill between the catalog and the end leaves the journal, which nothing needs any more.
  @Test func aJournalBesideItsCatalogIsRemoved() throws {
    #expect(try run(["--out", "a.catalog", "--journal", "a.catalog.search"]).code == 0)
    #expect(try names() == ["a.catalog", "a.catalog.search"])
    #expect(try run(["--out", "a.catalog"]).code == 0)
    #expect(try names() == ["a.catalog"])
  }

  @Test(.slow) func aCatalogThatStandsAlreadyIsDoneAndAnotherOneIsNotReplaced() throws {
    let made = try hash("--out", "a.catalog")
    let again = try run(["--out", "a.catalog", "--json"])
    #expect(again.code == 0 && made != nil)
    #expect(try again.json()["sha256"]?.string == made && again.json()["stoodAlready"]?.bool == true)
    let before = try Data(contentsOf: URL(filePath: folder.path("a.catalog")))
    for other in [["--count", "11"], ["--seed", "5"], ["--size", "64"]] {
      let result = try run(other + ["--out", "a.catalog"])
      #expect(result.code == 73 && result.stderr.contains("a.catalog exists already"), "\(other): \(result.stderr)")
    }
    #expect(try Data(contentsOf: URL(filePath: folder.path("a.catalog"))) == before)
    #expect(try names() == ["a.catalog"])
  }

  @Test(.slow) func islandsMergeToTheCatalogOfOneMachine() throws {
    // What is kept is part of the plan, and how many are chosen is not: machines need not agree on that.
    for (island, count) in [("1", "9"), ("2", "60")] {
      let done = try run(["--islands", "2", "--count", count, "--island", island, "--json"]).json()
      #expect(try #require(done["kept"]?.int) > 60 && done["island"]?.string == "demo.\(island).island")
    }
    let merged = try hash("--islands", "2", "--merge", "demo.2.island", "demo.1.island", "--out", "m.catalog")
    #expect(try merged != nil && merged == hash("--islands", "2", "--out", "w.catalog"))
    let missing = try run(["--islands", "2", "--merge", "demo.1.island", "--out", "n.catalog"])
    #expect(missing.code == 64 && missing.stderr.contains("missing: 2"))
    let other = try run(["--islands", "3", "--merge", "demo.1.island", "--out", "n.catalog"])
    #expect(other.code != 0 && other.stderr.contains("another plan") && !other.stderr.contains("remove"))
  }

  /// A search that fails for want of candidates has judged for hours what a lower count needs.
  @Test(.slow) func aSearchThatAskedForTooManyKeepsWhatItJudged() throws {
    let result = try run(["--count", "398", "--out", "a.catalog"])
    #expect(result.code != 0 && result.stderr.contains("lower the count, for which none is judged again"))
    #expect(try names() == ["a.catalog.search"])
    let size = try FileManager.default.attributesOfItem(atPath: folder.path("a.catalog.search"))[.size] as? Int
    #expect(try #require(size) > 20_000)
    let found = try hash("--out", "a.catalog")
    #expect(try found != nil && found == hash("--out", "b.catalog"))
    #expect(try names() == ["a.catalog", "b.catalog"])
  }

  /// One of another count in the same journal, also where the pool passes by.
  @Test(.slow, arguments: [[], ["--stream"], ["--islands", "2"]])
  func aJournalServesEveryCount(method: [String]) throws {
    for count in ["12", "30"] {
      let arguments = method + ["--pool", "150", "--count", count, "--json"]
      let kept = try run(arguments + ["--journal", "j", "--out", "\(count).catalog"])
      #expect(kept.code == 0, "\(kept.stderr)")
      #expect(
        try kept.json()["sha256"]?.string == run(arguments + ["--out", "\(count)-b.catalog"]).json()["sha256"]?.string)
    }
  }

  @Test(arguments: [
    (["--islands", "2", "--island", "1", "--journal", "j"], "--journal is for"),
    (["--islands", "2", "--merge", "x", "--journal", "j"], "--journal is for"),
    (["--kept", "20"], "--kept needs"), (["--stream", "--islands", "2"], "exclude each other"),
    (["--stream", "--kept", "5"], "5 are kept"), (["--islands", "1"], "--islands"),
    (["--island", "1"], "needs --islands"),
    (["--islands", "2", "--island", "3"], "--island"), (["--merge", "x"], "--merge needs"),
    (["--islands", "2", "--island", "1", "--merge", "x"], "exclude each other"),
    (["--islands", "2", "--merge", "x"], "no file or folder x"), (["--count", "500"], "cannot be chosen"),
    (["--out", "x", "--journal", "x"], "the same file"), (["--threads", "0"], "--threads"),
  ])
  func whatMakesNoSenseIsRefused(_ arguments: [String], _ reason: String) throws {
    let result = try run(arguments)
    #expect(result.code != 0 && result.stderr.contains(reason), "\(result.stderr)")
    #expect(try names().isEmpty)
  }
}
