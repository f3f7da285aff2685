import Foundation
import FractalCore
import FractalPack
import TestSupport
import Testing

@testable import fernery

@Suite struct PackCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private let epochs: [String: String?] = [
    "0": "1970-01-01", "1764547200": "2025-12-01", "253402300799": "9999-12-31", "253402300800": nil, "abc": nil,
    "": nil, " 5": nil, "5 ": nil, "1.5": nil, "0x10": nil, "-1": nil, "+1": nil, "1e3": nil,
    "99999999999999999999": nil,
  ]

  @Test func aMalformedSourceDateEpochIsAnError() throws {
    for (text, day) in epochs {
      let made = try? PackDescriptionOptions.today(environment: ["SOURCE_DATE_EPOCH": text])
      #expect(made == day, "\(text)")
    }
    #expect(try PackDescriptionOptions.today(environment: [:]).count == 10)
  }

  @Test func lettersOfSecretsAndOfLongArgumentsAreNotShown() {
    let line = StandardError.oneLine("cannot fetch https://user:secret@host/a?secret: try again")
    #expect(line == "cannot fetch https://host/a: try again")
    let long = StandardError.oneLine("no `\(String(repeating: "x", count: 200_000))`: choose another")
    #expect(long.count < 1300 && long.hasPrefix("no `xxx") && long.hasSuffix("xxx`: choose another"))
  }

  @Test func aPipeOrNothingInThePlaceOfAKeyIsTold() throws {
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    try folder.write("", to: "empty")
    try folder.write("\r\nsecond", to: "blank")
    try expectRefusal("pack", "keygen", "k", "--password-file", "pipe", code: 65, saying: "pipe is a pipe", in: folder)
    try expectRefusal("pack", "keygen", "k", "--password-file", "none", code: 66, saying: "no file none", in: folder)
    for name in ["empty", "blank"] {
      try expectRefusal(
        "pack", "keygen", "k", "--password-file", name, code: 64, saying: "first line of \(name)", in: folder)
    }
    try expectRefusal("pack", "verify", ".", "--key", "pipe", code: 65, saying: "pipe is a pipe", in: folder)
    try expectRefusal(
      "pack", "verify", ".", "--replace-key", code: 64, saying: "--replace-key goes with --key", in: folder)
    try expectRefusal(
      "mix", TestStores.photo, "--store", TestStores.done, "--plan", "pipe", code: 65, saying: "pipe is a pipe",
      in: folder)
    try expectRefusal(
      "mix", "pipe", "--store", TestStores.done, code: 74, saying: "pipe is a pipe", in: folder)
    try expectRefusal("generate", "--catalog", "pipe", code: 74, saying: "pipe", in: folder)
  }

  @Test func aPlaceThatCannotBeReplacedIsRefusedBeforeTheWork() throws {
    try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "empty")
    try expectRefusal("generate", "demo", "--store", "link", code: 73, saying: "it is a link", in: folder)
    try expectRefusal("generate", "demo", "--store", "link/", code: 73, saying: "it is a link", in: folder)
    let inside = TemporaryDirectory(of: folder.path("empty"))
    for arguments in [
      ["generate", "demo", "--store", "."], ["generate", "demo", "--store", "./."],
      ["pack", "create", TestStores.done, "--out", "."], ["store", "import", "..", "--licence", "MIT", "--out", "."],
      ["store", "merge", TestStores.done, "--out", "."], ["store", "union", TestStores.done, "--out", "."],
      ["pack", "unpack", "x", "--out", "."], ["pack", "grow", "x", "--out", "."],
    ] {
      let result = try FerneryProcess(arguments, in: inside.url.path).wait()
      #expect(result.ending == .exit(73) && result.stderr.contains("give --"), "\(arguments) \(result.stderr)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: inside.url.path) == [])
  }

  @Test func aPlanRecipesPresetWithAliasesIsRefusedAtOnce() throws {
    let error = #expect(throws: CommandError.self) {
      _ = try PresetText.plan(
        PlanRecipe(preset: Array("a: &a [*a]\n".utf8), size: [32, 32], seed: 1, pool: 10, count: 1))
    }
    #expect(error?.code == .invalidData && error?.message.contains("preset.yaml:1:") == true)
  }
}
