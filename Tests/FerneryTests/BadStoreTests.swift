import Foundation
import StoreReader
import TestSupport
import Testing

/// Paths that are no store, stores that are another's, places where no store can be made.
@Suite struct BadStoreTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    for name in ["done.fernery", "half.fernery"] {
      try FileManager.default.copyItem(atPath: TestStores.folder.path(name), toPath: folder.path(name))
    }
    try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: false)
    try folder.write("no store", to: "file")
  }

  @Test(arguments: [["info"], ["list"], ["show"], ["export"]])
  func whatIsNoStoreIsRefusedByEveryCommand(_ command: [String]) throws {
    try expectRefusal("store", command[0], "nothing", code: 66, saying: "no store at nothing", in: folder)
    try expectRefusal("store", command[0], "empty", code: 65, saying: "empty is no store", in: folder)
    try expectRefusal("store", command[0], "file", code: 65, saying: "file is no store", in: folder)
    // ArgumentParser's JSON flag does not change where errors go.
    try expectRefusal("store", command[0], "file", "--json", code: 65, saying: "file is no store", in: folder)
  }

  @Test func mixingRefusesWhatIsNoStoreAndWhatIsNotFinished() throws {
    for (store, code, word) in [
      ("nothing", 66, "no store at nothing"), ("empty", 65, "empty is no store"),
      ("half.fernery", 65, "not finished"),
    ] as [(String, Int32, String)] {
      try expectRefusal("mix", TestStores.photo, "--store", store, code: code, saying: word, in: folder)
    }
  }

  @Test func aDamagedStoreIsRefused() throws {
    let data = folder.path("done.fernery/assets.mdb")
    let handle = try #require(FileHandle(forWritingAtPath: data))
    try handle.truncate(atOffset: 20_000)
    try handle.close()
    for command in ["info", "list", "show", "export"] {
      try expectRefusal("store", command, "done.fernery", code: 65, saying: "truncated", in: folder)
    }
    let generate = try FerneryProcess(GoldenRoot.arguments + ["--store", "done.fernery"], in: folder.url.path).wait()
    #expect(generate.code == 65)
  }

  /// Changes the schema as a later release would.
  @Test func aStoreOfANewerMajorVersionIsRefusedWithBothNumbers() throws {
    do {
      let environment = try LMDBEnvironment(
        path: folder.path("done.fernery/assets.mdb"), mode: .writing(mapSize: 0))
      let transaction = try LMDBTransaction(environment, for: .writing)
      let meta = try LMDBDatabase(named: "meta", in: transaction)
      try meta.put([9, 0, 0, 0, 4, 0, 0, 0], at: Array("schema".utf8), in: transaction)
      try transaction.commit()
    }
    for command in ["info", "list", "show", "export"] {
      try expectRefusal("store", command, "done.fernery", code: 69, saying: "9.4", "1.", in: folder)
    }
    try expectRefusal(
      "generate", "demo", "--count", "12", "--size", "32", "--pool", "200", "--store", "done.fernery", code: 69,
      saying: "9.4", in: folder)
    try expectRefusal("mix", TestStores.photo, "--store", "done.fernery", code: 69, saying: "9.4", in: folder)
  }

  @Test(arguments: [
    (["--seed", "5"], "seed 1, not 5"), (["--size", "64"], "pictures of 32x32, not 64x64"),
    (["--count", "11"], "12 assets, not 11"),
    (["--pool", "201"], "another preset, pool"),
  ])
  func aStoreOfAnotherPlanIsToldInWhatItDiffers(_ options: [String], _ words: String) throws {
    let before = try FolderContent(folder.url.path)
    for extra in [[], ["--dry-run"], ["--json"]] {
      let result = try FerneryProcess(
        GoldenRoot.arguments + ["--store", "done.fernery"] + options + extra, in: folder.url.path
      ).wait()
      #expect(result.code == 73)
      #expect(result.stderr.hasPrefix("fernery: done.fernery holds another set (\(words)"), "\(result.stderr)")
      #expect(result.stderr.contains("--store") && result.stdout.isEmpty)
      #expect(result.stderr.count { $0 == "\n" } == 1)
    }
    #expect(try FolderContent(folder.url.path) == before)
  }

  @Test func anUnfinishedStoreOfAnotherPlanIsLeftAsItIs() throws {
    try expectRefusal(
      "generate", "demo", "--store", "half.fernery", code: 73, saying: "holds another set", in: folder)
  }

  @Test func whatStandsInTheWayIsLeftAsItIs() throws {
    try FileManager.default.createDirectory(atPath: folder.path("foreign"), withIntermediateDirectories: false)
    try folder.write("mine", to: "foreign/letter.txt")
    try expectRefusal("generate", "demo", "--store", "foreign", code: 73, saying: "not empty", in: folder)
    try expectRefusal("generate", "demo", "--store", "file", code: 73, saying: "is a file", in: folder)
    try expectRefusal("generate", "demo", "--store", "file/x", code: 73, saying: "is a file", in: folder)
    try expectRefusal("generate", "demo", "--store", "no/x", code: 73, saying: "no folder", "make it first", in: folder)
    try expectRefusal("generate", "demo", "--store", "", code: 64, saying: "--store is empty", in: folder)
    try expectRefusal("generate", "demo", "--dry-run", "--store", "no/x", code: 73, saying: "no folder", in: folder)
  }

  @Test func anEmptyFolderIsAGoodPlace() throws {
    let run = try FerneryProcess(GoldenRoot.arguments + ["--store", "empty", "--json"], in: folder.url.path).wait()
    #expect(try run.json()["root"]?.string == GoldenRoot.root)
  }

  /// Without the right to write, tried as nobody where the test runs as root and `setpriv` is there.
  @Test func aPlaceThatMayNotBeWrittenIsToldBeforeTheSearch() throws {
    let command: [String]
    if getuid() == 0 {
      let setpriv = "/usr/bin/setpriv"
      guard FileManager.default.isExecutableFile(atPath: setpriv) else { return }
      command = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
    } else {
      command = []
    }
    try FileManager.default.createDirectory(atPath: folder.path("shut"), withIntermediateDirectories: false)
    chmod(folder.path("shut"), 0o555)
    defer { chmod(folder.path("shut"), 0o755) }
    chmod(folder.url.path, 0o755)
    // The program, or its streams, may stand where nobody may look.
    guard try fernery("--version", in: folder, command: command).code == 0 else { return }
    try expectRefusal(
      "generate", "demo", "--store", "shut/x", code: 77, saying: "shut may not be written", in: folder, command: command
    )
    try expectRefusal(
      "render", "barnsley-fern", "--size", "16", "--out", "shut/x.png", code: 77, saying: "may not be written",
      in: folder, command: command)
    chmod(folder.path("shut"), 0)
    try expectRefusal("store", "info", "shut", code: 77, saying: "permission", in: folder, command: command)
    try expectRefusal("presets", "validate", "shut/x.yaml", code: 77, saying: "x.yaml", in: folder, command: command)
  }

  // MARK: - No space

  /// A tmpfs so small that the store does not fit; nil where the process may not mount.
  private func mountSmallDisk(_ name: String, kibibytes: Int) throws -> Bool {
    #if os(Linux)
      try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: false)
      return mount("tmpfs", folder.path(name), "tmpfs", 0, "size=\(kibibytes)k") == 0
    #else
      return false
    #endif
  }

  @Test func aFullDiskIsToldAndTheRunGoesOnOnceThereIsRoom() throws {
    #if os(Linux)
      guard try mountSmallDisk("disk", kibibytes: 400) else { return }
      defer { umount2(folder.path("disk"), Int32(MNT_DETACH)) }
      let arguments = ["generate", "demo", "--count", "40", "--size", "64", "--pool", "200", "--batch", "4", "--quiet"]
      let full = try FerneryProcess(arguments + ["--store", "disk/s.fernery"], in: folder.url.path).wait()
      #expect(full.code == 74)
      #expect(full.stderr.hasPrefix("fernery: ") && full.stderr.contains("disk/s.fernery"), "\(full.stderr)")
      #expect(full.stderr.count { $0 == "\n" } == 1, "\(full.stderr)")
      #expect(full.stderr.contains("no space left") || full.stderr.contains("may be full"), "\(full.stderr)")
      let kept = try fernery("store", "info", "disk/s.fernery", "--json", in: folder).json()["count"]?.int ?? 0
      #expect((1..<40).contains(kept))

      #expect(mount("tmpfs", folder.path("disk"), "tmpfs", UInt(MS_REMOUNT), "size=8m") == 0)
      let more = try FerneryProcess(arguments + ["--store", "disk/s.fernery", "--json"], in: folder.url.path).wait()
        .json()
      let whole = try FerneryProcess(arguments + ["--store", "whole.fernery", "--json"], in: folder.url.path).wait()
        .json()
      #expect(more["resumed"]?.int == kept)
      #expect(more["root"]?.string != nil && more["root"]?.string == whole["root"]?.string)
    #endif
  }

  @Test func anExportToAFullDiskLeavesNothingBehind() throws {
    #if os(Linux)
      guard try mountSmallDisk("disk", kibibytes: 24) else { return }
      defer { umount2(folder.path("disk"), Int32(MNT_DETACH)) }
      let result = try fernery("store", "export", "done.fernery", "--out", "disk/out", "--quiet", in: folder)
      #expect(result.code == 74 || result.code == 73)
      #expect(result.stderr.hasPrefix("fernery: ") && result.stderr.contains("no space"), "\(result.stderr)")
      #expect(result.stderr.contains("disk/out") && !result.stderr.contains(".partial"), "\(result.stderr)")
      #expect(result.stderr.count { $0 == "\n" } == 1, "\(result.stderr)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("disk")).isEmpty)
    #endif
  }
}
