import Foundation
import TestSupport
import Testing

/// With `--json`, stdout holds one JSON value with the promised keys, and stderr nothing.
@Suite struct JSONResultTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func json(_ arguments: String..., code: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation) throws
    -> JSON
  {
    let result = try FerneryProcess(arguments + ["--json"], in: folder.url.path).wait()
    #expect(result.ending == .exit(code), "\(result.stderr)", sourceLocation: sourceLocation)
    #expect(result.stderr.isEmpty, "\(result.stderr)", sourceLocation: sourceLocation)
    return try result.json()
  }

  @Test func generateTellsCountRootSecondsAndResumed() throws {
    let first = try json("generate", "demo", "--count", "3", "--size", "16", "--pool", "50", "--store", "a.fernery")
    #expect(first["count"]?.int == 3 && first["resumed"]?.int == 0)
    #expect(first["root"]?.string?.count == 64)
    #expect(try #require(first["seconds"]?.double) > 0)
    #expect(first["store"]?.string == "a.fernery" && first["preset"]?.string == "demo")
    #expect(first["search"]?["proposals"]?.int == 50)
    let rejected = try #require(first["search"]?["rejected"])
    #expect(
      rejected.keys == [
        "diverging", "pointLike", "lineLike", "blank", "tooFull", "interior", "flat", "noisy", "featureless",
        "small", "dotted",
      ])

    let again = try json("generate", "demo", "--count", "3", "--size", "16", "--pool", "50", "--store", "a.fernery")
    #expect(again["count"]?.int == 3 && again["resumed"]?.int == 3)
    #expect(again["root"]?.string == first["root"]?.string)
  }

  @Test(.slow) func dryRunTellsTimeAndDiskAndMakesNothing() throws {
    let estimate = try json("generate", "demo", "--size", "16", "--dry-run")
    #expect(estimate["count"]?.int == 200 && estimate["pool"]?.int == 6000 && estimate["done"]?.int == 0)
    #expect(try #require(estimate["seconds"]?.double) > 0 && #require(estimate["diskBytes"]?.int) > 200 * 16 * 16 * 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func dryRunOfAFinishedStoreSaysSo() throws {
    let run = try FerneryProcess(
      GoldenRoot.arguments + ["--store", TestStores.done, "--dry-run"], in: folder.url.path)
    let result = try run.wait()
    #expect(result.code == 0 && result.stderr.isEmpty)
    #expect(result.stdout.hasSuffix("is complete already: 12 assets, nothing would be done\n"), "\(result.stdout)")
  }

  @Test func aDryRunOfAFinishedCatalogWouldDoNothing() throws {
    try fernery("search", "demo", "--count", "2", "--pool", "20", "--size", "16", "--out", "c.catalog", in: folder)
    let arguments = ["generate", "--catalog", "c.catalog", "--store", "s.fernery"]
    let before = try FerneryProcess(arguments + ["--dry-run"], in: folder.url.path).wait()
    #expect(before.stdout.hasPrefix("would write s.fernery"), "\(before.stdout)")
    try #require(FerneryProcess(arguments, in: folder.url.path).wait().code == 0)
    let after = try FerneryProcess(arguments + ["--dry-run"], in: folder.url.path).wait()
    #expect(after.stdout == "s.fernery is complete already: 2 assets, nothing would be done\n")
  }

  @Test func infoTellsCountRootAndSealed() throws {
    let done = try json("store", "info", TestStores.done)
    #expect(done["count"]?.int == 12 && done["sealed"]?.bool == true && done["root"]?.string == GoldenRoot.root)
    #expect(done["height"]?.int == 32 && done["width"]?.int == 32 && done["channels"]?.int == 3)
    #expect(done["plan"]?.string?.count == 64 && done["catalog"]?.string?.count == 64 && done["seed"]?.int == 1)
    let size = try FileManager.default.attributesOfItem(atPath: TestStores.done + "/assets.mdb")[.size] as? Int
    #expect(done["bytes"]?.int == size)

    let half = try json("store", "info", TestStores.half)
    #expect(half["sealed"]?.bool == false && half["root"]?.isNull == true)
    #expect(try (1..<50).contains(#require(half["count"]?.int)) && half["planned"]?.int == 50)
    #expect(half.keys == done.keys)
  }

  @Test func listTellsEveryRecord() throws {
    let rows = try #require(try json("store", "list", TestStores.done).array)
    #expect(rows.map { $0["id"]?.int } == Array(0..<12))
    for row in rows {
      #expect(["affine", "escape-time"].contains(row["family"]?.string) && row["licence"]?.string == "CC0-1.0")
      #expect(row["sha256"]?.string?.count == 64 && row["spec"]?.string?.count == 64)
      #expect(row["descriptors"]?["fill"]?.double != nil)
    }
    let some = try #require(try json("store", "list", TestStores.done, "--from", "10", "--limit", "5").array)
    #expect(some.map { $0["id"]?.int } == [10, 11])
    let half = try #require(try json("store", "list", TestStores.half).array)
    #expect(half.first?["id"]?.int == 0)
  }

  @Test func showTellsPathAndAssets() throws {
    let sheet = try json("store", "show", TestStores.done)
    #expect(sheet["path"]?.string == "done-sheet.png" && sheet["assets"]?.array?.count == 12)
    let one = try json("store", "show", TestStores.done, "--id", "7")
    #expect(one["path"]?.string == "done-7.png" && one["assets"]?.array?.first?.int == 7)
    for name in ["done-sheet.png", "done-7.png"] {
      #expect(FileManager.default.contents(atPath: folder.path(name))?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
    }
  }

  @Test func exportTellsFolderCountAndFamilies() throws {
    let result = try json("store", "export", TestStores.done, "--out", "pngs")
    #expect(result["folder"]?.string == "pngs" && result["count"]?.int == 12)
    // The preset's weights are 4 and 1.
    #expect(result["families"]?["affine"]?.int == 10 && result["families"]?["escape-time"]?.int == 2)
    #expect(
      try ["affine", "escape-time"].flatMap {
        try FileManager.default.contentsOfDirectory(atPath: folder.path("pngs/\($0)"))
      }.sorted()
        == (0..<12).map { String(format: "%09d.png", $0) })
    let lines = try String(contentsOfFile: folder.path("pngs/records.jsonl"), encoding: .utf8)
    #expect(try lines.split(separator: "\n").map { try JSON(String($0))["sha256"]?.string }.count == 12)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["pngs"])
  }

  @Test func renderTellsPathAndSource() throws {
    let result = try json("render", "heighway-dragon", "--size", "32", "--samples", "20")
    #expect(result["path"]?.string == "heighway-dragon.png" && result["name"]?.string == "heighway-dragon")
    #expect(result["points"]?.int == 20 * 32 * 32)
    #expect(result["title"]?.string != nil && result["source"]?.string != nil)
    #expect(try (0.0...1).contains(#require(result["fill"]?.double)))
  }

  @Test func mixTellsPathAndRecipe() throws {
    let result = try json("mix", TestStores.photo, "--store", TestStores.done, "--views", "2", "--seed", "9")
    #expect(result["path"]?.string == "mixed.png" && result["recipe"]?.string == "reference-cifar")
    #expect(result["pictures"]?.array?.count == 1 && result["views"]?.int == 2 && result["seed"]?.int == 9)
    #expect(FileManager.default.fileExists(atPath: folder.path("mixed.png")))
  }

  @Test func explainPrintsAPlanThatIsTheSameEachTime() throws {
    func plan(_ view: String, _ seed: String) throws -> String {
      let result = try fernery(
        "mix", TestStores.photo, "--store", TestStores.done, "--explain", "--view", view, "--seed", seed, in: folder)
      #expect(result.code == 0 && result.stderr.isEmpty)
      _ = try result.json()
      return result.stdout
    }
    #expect(try plan("1", "3") == plan("1", "3"))
    #expect(try plan("1", "3") != plan("2", "3"))
    #expect(try plan("1", "3") != plan("1", "4"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func presetsListNamesEveryKind() throws {
    let entries = try #require(try json("presets", "list").array)
    #expect(Set(entries.compactMap { $0["kind"]?.string }) == ["generation", "mixing", "system"])
    #expect(entries.allSatisfy { $0.keys == ["kind", "name", "description"] })
    #expect(entries.contains { $0["name"]?.string == "demo" })
  }

  @Test func validateTellsEachFile() throws {
    try folder.write(try fernery("presets", "show", "demo", in: folder).stdout, to: "good.yaml")
    try folder.write("kind: generation\n", to: "bad.yaml")
    let result = try json("presets", "validate", "good.yaml", "bad.yaml", code: 78)
    let files = try #require(result.array)
    #expect(files.map { $0["file"]?.string } == ["good.yaml", "bad.yaml"])
    #expect(files.map { $0["valid"]?.bool } == [true, false])
    #expect(files[0]["kind"]?.string == "generation")
    #expect(files[1]["error"]?.string?.contains("bad.yaml:1:") == true)
  }
}
