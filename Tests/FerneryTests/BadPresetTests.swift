import Foundation
import TestSupport
import Testing

/// Presets that are none: the line says which file, which line, which key, which range.
@Suite struct BadPresetTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  @Test func anUnknownNameIsToldTheNamesThatThereAre() throws {
    try expectRefusal(
      "generate", "nope", code: 64, saying: "`nope`", "demo, cifar, ipmix, flames, fractaldb", in: folder)
    try expectRefusal("render", "nope", code: 64, saying: "`nope`", "barnsley-fern", in: folder)
    try expectRefusal("presets", "show", "nope", code: 64, saying: "`nope`", "presets list", in: folder)
    try expectRefusal(
      "mix", TestStores.photo, "--store", TestStores.done, "--recipe", "nope", code: 64, saying: "`nope`",
      "reference-cifar", in: folder)
    // A name of another kind is unknown as well.
    try expectRefusal("render", "demo", code: 64, saying: "no named system `demo`", in: folder)
  }

  private static let good = """
    kind: generation
    name: mine
    description: mine
    count: 12
    pool: 200
    size: 32
    samplesPerPixel: 32
    families:
      - law: anderson-farrell

    """

  @Test(arguments: [
    ("size: 32", "size: 32\nsise: 3", ["bad.yaml:7:", "`sise`", "samplesPerPixel"]),
    (
      "  - law: anderson-farrell", "  - law: anderson-farrell\n    map: 3",
      ["bad.yaml:10:", "`families[0].map`", "maps"]
    ),
    ("count: 12", "count: 0", ["bad.yaml:4:", "`count` is 0", "1 to 1000000"]),
    ("pool: 200", "pool: 0", ["bad.yaml:5:", "`pool` is 0", "1 to 10000000"]),
    ("size: 32", "size: 15", ["bad.yaml:6:", "`size` is 15", "16 to 1024"]),
    ("size: 32", "size: [16, 1025]", ["bad.yaml:6:", "`size` is 1025", "16 to 1024"]),
    ("size: 32", "size: big", ["bad.yaml:6:", "`size` must be a whole number"]),
    ("samplesPerPixel: 32", "samplesPerPixel: .nan", ["bad.yaml:7:", "0.01", "10000"]),
    ("law: anderson-farrell", "law: other", ["bad.yaml:9:", "`other`", "anderson-farrell"]),
    ("pool: 200\n", "", ["bad.yaml:", "`pool` is missing"]),
    ("name: mine", "name: ../mine", ["bad.yaml:2:", "`../mine`", "letters"]),
    ("kind: generation", "kind: system", ["bad.yaml:1:", "`system`", "generation"]),
    ("size: 32", "size: [32", ["bad.yaml:7:", "no YAML"]),
    ("size: 32", "size: 32\ncount: 13", ["bad.yaml:4:", "`count` stands twice"]),
    ("name: mine", "name: \"mine", ["bad.yaml:", "no YAML"]),
    ("kind: generation", "- kind: generation", ["bad.yaml:2:", "no YAML"]),
  ])
  func aMistakeIsToldWithItsLine(_ right: String, _ wrong: String, _ words: [String]) throws {
    try folder.write(Self.good.replacingOccurrences(of: right, with: wrong), to: "bad.yaml")
    let result = try fernery("generate", "bad.yaml", in: folder)
    #expect(result.ending == .exit(78))
    #expect(result.stderr.hasPrefix("fernery: bad.yaml:") && result.stderr.hasSuffix("\n"), "\(result.stderr)")
    #expect(result.stderr.count { $0 == "\n" } == 1, "\(result.stderr)")
    for word in words { #expect(result.stderr.contains(word), "\(word) is not in: \(result.stderr)") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["bad.yaml"])

    // `presets validate` finds the same, but for what the kind says: it takes every kind.
    if !wrong.hasPrefix("kind") {
      let validated = try fernery("presets", "validate", "bad.yaml", in: folder)
      #expect(validated.ending == .exit(78))
      #expect(validated.stderr == result.stderr)
    }
  }

  @Test func aFileThatIsNoTextIsToldSo() throws {
    try folder.write("", to: "empty.yaml")
    try folder.write("# nothing\n", to: "comment.yaml")
    try Data([0xFF, 0xFE, 0, 1]).write(to: folder.url.appending(path: "binary.yaml"))
    try folder.write(String(repeating: "#", count: 65_537), to: "long.yaml")
    try Data(count: 2 << 20).write(to: folder.url.appending(path: "large.yaml"))
    try FileManager.default.createDirectory(atPath: folder.path("folder.yaml"), withIntermediateDirectories: false)
    try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: false)
    for command in [["generate"], ["presets", "validate"]] {
      func refuse(_ path: String, code: Int32, _ word: String) throws {
        if command.count == 1 {
          try expectRefusal("generate", path, code: code, saying: path, word, in: folder)
        } else {
          try expectRefusal("presets", "validate", path, code: code, saying: path, word, in: folder)
        }
      }
      try refuse("empty.yaml", code: 78, "is empty")
      try refuse("comment.yaml", code: 78, "is empty")
      try refuse("binary.yaml", code: 78, "UTF-8")
      try refuse("large.yaml", code: 65, "1 MiB")
      try refuse("long.yaml", code: 65, "64 KiB")
      try refuse("folder.yaml", code: 66, "is a folder")
      try refuse("./folder", code: 66, "is a folder")
      try refuse("missing.yaml", code: 66, "no file or folder")
    }
  }

  @Test func whatIsNestedWithoutEndIsRefused() throws {
    try folder.write(String(repeating: "[", count: 10_000), to: "deep.yaml")
    try expectRefusal("generate", "deep.yaml", code: 65, saying: "deep.yaml:1: ", "nest", in: folder)
  }

  @Test func aliasesAreRefusedAtOnce() throws {
    let levels = (1..<12).map {
      "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ","))]\n"
    }
    try folder.write("a0: &a0 [x, x]\n\(levels.joined())? *a11\n: x\n", to: "bomb.yaml")
    for command in [["presets", "validate"], ["generate"], ["render"]] {
      let result = try FerneryProcess(command + ["bomb.yaml"], in: folder.url.path).wait()
      #expect(result.ending == .exit(65) && result.stderr.contains("bomb.yaml:1: `&a0`"), "\(result.stderr)")
    }
    try expectRefusal(
      "mix", TestStores.photo, "--store", TestStores.done, "--recipe", "bomb.yaml", code: 65, saying: "bomb.yaml:1:",
      in: folder)
  }

  @Test func aPipeIsReadOnlyWhereTheShellMadeIt() throws {
    #expect(mkfifo(folder.path("named.yaml"), 0o600) == 0)
    for command in [["generate"], ["presets", "validate"], ["render"]] {
      let result = try FerneryProcess(command + ["named.yaml"], in: folder.url.path).wait()
      #expect(result.ending == .exit(66) && result.stderr.contains("is a pipe"), "\(result.stderr)")
    }
    try folder.write(Self.good, to: "good.yaml")
    let script = "cat good.yaml | \"$0\" presets validate /dev/stdin"
    let result = try fernery(in: folder, command: ["sh", "-c", script])
    #expect(result.code == 0 && result.stdout.contains("valid generation"), "\(result.stderr)")
  }

  @Test func aSystemOrARecipeWithAMistakeIsToldWithItsLine() throws {
    try folder.write(
      "kind: system\nname: s\ndescription: d\nsource: me\nmaps:\n  - {a: 2000000, b: 0, c: 0, d: 1, e: 0, f: 0}\n",
      to: "system.yaml")
    try expectRefusal("render", "system.yaml", code: 78, saying: "system.yaml:6:", "maps[0].a", in: folder)
    let recipe = try fernery("presets", "show", "paper-cifar", in: folder).stdout
    try folder.write(recipe.replacingOccurrences(of: "chains: 3", with: "chains: 17"), to: "recipe.yaml")
    try expectRefusal(
      "mix", TestStores.photo, "--store", TestStores.done, "--recipe", "recipe.yaml", code: 78,
      saying: "recipe.yaml:7:",
      "`chains` must be in 1...16, not 17", in: folder)
  }

  @Test func aSystemThatCannotBeDrawnIsToldSo() throws {
    try folder.write(
      "kind: system\nname: s\ndescription: d\nsource: me\nmaps:\n  - {a: 3, b: 0, c: 0, d: 3, e: 1, f: 0}\n"
        + "  - {a: 3, b: 0, c: 0, d: 3, e: 0, f: 1}\n", to: "system.yaml")
    let result = try fernery("render", "system.yaml", in: folder)
    #expect(result.code != 0 && result.stderr.hasPrefix("fernery: "), "\(result.stderr)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("s.png")))
  }

  @Test func theYAMLThatShowPrintsIsAPresetAgain() throws {
    for name in ["demo", "paper-imagenet", "barnsley-fern"] {
      try folder.write(try fernery("presets", "show", name, in: folder).stdout, to: "\(name).yaml")
      #expect(try fernery("presets", "validate", "\(name).yaml", in: folder).code == 0)
    }
  }
}
