import Foundation
import TestSupport
import Testing

/// Files that commands write for people: what is replaced, and what is not.
@Suite struct OutputFileTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  @Test func aFileThatFerneryDidNotMakeIsReplacedByForceAlone() throws {
    let store = TestStores.done
    try fernery("render", "tree", "--size", "16", "--out", "photo.png", in: folder)
    for command in [
      ["render", "tree", "--size", "16"], ["store", "show", store], ["store", "show", store, "--id", "1"],
      ["sheet", "palette", "--columns", "1"], ["sheet", "operations", "photo.png"],
      ["sheet", "law", "anderson-farrell", "--count", "1", "--size", "16"],
      ["mix", TestStores.photo, "--store", store],
    ] {
      try folder.write("mine", to: "there.png")
      let out = ["--out", "there.png"]
      let refused = try FerneryProcess(command + out, in: folder.url.path).wait()
      #expect(refused.ending == .exit(73) && refused.stderr.contains("--force"), "\(command): \(refused)")
      #expect(try String(contentsOfFile: folder.path("there.png"), encoding: .utf8) == "mine")
      #expect(try FerneryProcess(command + out + ["--force"], in: folder.url.path).wait().code == 0)
      #expect(try FerneryProcess(command + out, in: folder.url.path).wait().code == 0, "what we made is made again")
      #expect(try Data(contentsOf: folder.url.appending(path: "there.png")).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    try folder.write("mine", to: "r.html")
    try expectRefusal("report", store, "--out", "r.html", code: 73, saying: "r.html exists already", in: folder)
  }

  @Test func whatIsReadIsNeverReplaced() throws {
    try fernery("render", "tree", "--size", "16", "--out", "photo.png", in: folder)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.png"), withDestinationPath: "photo.png")
    for out in ["photo.png", "./photo.png", "link.png"] {
      try expectRefusal(
        "mix", "photo.png", "--recipe", "augmix-cifar", "--out", out, "--force", code: 73,
        saying: "is what the command reads", in: folder)
      try expectRefusal(
        "sheet", "operations", ".", "photo.png", "--out", out, "--force", code: 73, saying: "is what the command reads",
        in: folder)
    }
  }

  @Test("Recipes and genomes are read, too: --force does not replace them")
  func recipesAndGenomesAreNeverReplaced() throws {
    try fernery("render", "tree", "--size", "16", "--out", "photo.png", in: folder)
    for (arguments, name) in [
      (["presets", "show", "augmix-cifar"], "recipe.png"), (["sample", "anderson-farrell"], "genome.png"),
    ] {
      try folder.write(try FerneryProcess(arguments, in: folder.url.path).wait().stdout, to: name)
    }
    try FileManager.default.createSymbolicLink(atPath: folder.path("link.png"), withDestinationPath: "recipe.png")
    for out in ["recipe.png", "link.png"] {
      try expectRefusal(
        "mix", "photo.png", "--recipe", "recipe.png", "--out", out, "--force", code: 73,
        saying: "is what the command reads", in: folder)
    }
    try expectRefusal(
      "render", "genome.png", "--out", "genome.png", "--force", code: 73, saying: "is what the command reads",
      in: folder)
  }

  @Test("A link that another user made is not followed", .enabled(if: geteuid() == 0, "needs root to make one"))
  func linksOfOthers() throws {
    try fernery("render", "tree", "--size", "16", "--out", "mine.png", in: folder)
    let mine = try Data(contentsOf: folder.url.appending(path: "mine.png"))
    try FileManager.default.createSymbolicLink(atPath: folder.path("x.png"), withDestinationPath: "mine.png")
    try #require(lchown(folder.path("x.png"), 65534, 65534) == 0)
    try expectRefusal("render", "koch-curve", "--out", "x.png", code: 77, saying: "another user made", in: folder)
    try expectRefusal(
      "render", "koch-curve", "--out", "x.png", "--force", code: 77, saying: "another user made", in: folder)
    #expect(try Data(contentsOf: folder.url.appending(path: "mine.png")) == mine)
  }

  @Test(
    "Help and version that cannot be printed are no success",
    arguments: [["--help"], ["store", "--help"], ["--version"]])
  func helpToAFullDisk(arguments: [String]) throws {
    let command = ["/bin/sh", "-c", "\"$0\" \(arguments.joined(separator: " ")) > /dev/full; echo \"$?\""]
    #expect(try fernery(in: folder, command: command).stdout == "74\n")
  }

  @Test(arguments: ["x.jpg", "x.JPEG", "x.html", "x.png.webp"])
  func aNameOfAnotherKindOfFileIsRefused(_ name: String) throws {
    try expectRefusal("render", "tree", "--out", name, code: 64, saying: "let it end in .png", in: folder)
    try expectRefusal("store", "show", TestStores.done, "--out", name, code: 64, saying: ".png", in: folder)
  }

  @Test func aDashIsStandardOutput() throws {
    let result = try fernery(
      in: folder, command: ["/bin/sh", "-c", "\"$0\" render tree --size 16 --out - > o; echo \"$?\" >&2; ls"])
    #expect(result.stdout == "o\n" && result.stderr.hasSuffix("\n0\n"), "\(result)")
    try fernery("render", "tree", "--size", "16", "--out", "p.png", in: folder)
    #expect(
      try Data(contentsOf: folder.url.appending(path: "o")) == Data(contentsOf: folder.url.appending(path: "p.png")))
    try expectRefusal("render", "tree", "--out", "-", "--json", code: 64, saying: "leave one of them out", in: folder)
  }

  @Test func nothingIsWrittenIntoAStore() throws {
    try FileManager.default.copyItem(atPath: TestStores.done, toPath: folder.path("a.fernery"))
    let inside = try FolderContent(folder.path("a.fernery"))
    for arguments in [
      ["store", "show", "."], ["report", "."], ["render", "tree"], ["store", "show", ".", "--id", "0"],
    ] {
      let result = try FerneryProcess(arguments, in: folder.path("a.fernery")).wait()
      #expect(
        result.ending == .exit(73) && result.stderr.contains("would lie inside the store"), "\(arguments): \(result)")
    }
    try expectRefusal(
      "render", "tree", "--out", "a.fernery/x.png", code: 73, saying: "would lie inside the store", in: folder)
    try expectRefusal(
      "store", "export", "a.fernery", "--out", "a.fernery/p", code: 73, saying: "would lie inside the store", in: folder
    )
    for name in ["assets.mdb", "seal.json"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("\(name).png"), withDestinationPath: "a.fernery/\(name)")
      try expectRefusal(
        "render", "tree", "--out", "\(name).png", "--force", code: 73, saying: "would lie inside the store", in: folder)
    }
    try FileManager.default.createDirectory(atPath: folder.path("a.fernery/sub"), withIntermediateDirectories: false)
    try expectRefusal(
      "render", "tree", "--out", "a.fernery/sub/x.png", code: 73, saying: "would lie inside the store", in: folder)
    try FileManager.default.removeItem(atPath: folder.path("a.fernery/sub"))
    try expectRefusal(
      "search", "demo", "--out", "a.fernery/c", code: 73, saying: "would lie inside the store", in: folder)
    try expectRefusal("search", "demo", "--out", "-", code: 64, saying: "./- names a file", in: folder)
    try expectRefusal(
      "store", "export", TestStores.done, "--out", "-", code: 64, saying: "./- names a file", in: folder)
    #expect(try FolderContent(folder.path("a.fernery")) == inside)
  }

  @Test func aFileOfSeveralGenomesIsDrawnByTheirNumbers() throws {
    let lines = try fernery("sample", "anderson-farrell", "-n", "3", in: folder).stdout
    try folder.write(lines, to: "g.jsonl")
    try expectRefusal("render", "g.jsonl", code: 78, saying: "holds 3 genomes", "--id 0 to --id 2", in: folder)
    try expectRefusal("render", "g.jsonl", "--id", "3", code: 78, saying: "has no genome 3", in: folder)
    try expectRefusal("render", "tree", "--id", "0", code: 66, saying: "no store at tree", in: folder)
    #expect(try fernery("render", "g.jsonl", "--id", "1", "--size", "16", in: folder).stdout.hasPrefix("g-1.png"))
    try folder.write(lines.split(separator: "\n")[1] + "\n", to: "one.json")
    try fernery("render", "one.json", "--size", "16", in: folder)
    #expect(
      try Data(contentsOf: folder.url.appending(path: "g-1.png"))
        == Data(contentsOf: folder.url.appending(path: "one.png")))
  }
}
