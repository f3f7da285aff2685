import Foundation
import FractalCore
import Presets
import TestSupport
import Testing

/// What is wrong with a file is told with its line, its key and what would be right.
@Suite struct PresetErrorTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Reads a built-in preset with one text in place of another.
  private func read(_ kind: PresetKind, _ name: String, _ old: String, _ new: String) throws -> PresetError? {
    let text = try PresetLibrary.text(kind, named: name)
    try #require(text.contains(old), "\(name) has no `\(old)`")
    let path = folder.path("x.yaml")
    let start = try #require(text.range(of: old))
    try text.replacingCharacters(in: start, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    do {
      switch kind {
      case .generation: _ = try PresetLibrary.generation(path)
      case .mixing: _ = try PresetLibrary.mixing(path)
      case .system: _ = try PresetLibrary.system(path)
      }
      return nil
    } catch {
      #expect(!error.message.contains("\n"))
      #expect(error.message.hasPrefix(path), "\(error.message)")
      return error
    }
  }

  private func expect(
    _ kind: PresetKind, _ name: String, _ old: String, _ new: String, line: Int?, says words: [String],
    _ code: PresetErrorCode = .content, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let error = try #require(try read(kind, name, old, new), sourceLocation: sourceLocation)
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    if let line {
      #expect(error.message.contains("x.yaml:\(line): "), "\(error)", sourceLocation: sourceLocation)
    }
    for word in words { #expect(error.message.contains(word), "\(error)", sourceLocation: sourceLocation) }
  }

  /// The line on which `text` stands in a built-in preset.
  private func line(_ kind: PresetKind, _ name: String, of text: String) throws -> Int {
    let lines = try PresetLibrary.text(kind, named: name).split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(lines.firstIndex { $0.contains(text) }) + 1
  }

  @Test(arguments: [
    ("maps: [3, 6]", "maps: [1, 6]", "is 1; it must be 2 to 8"),
    ("variations: [1, 2]", "variations: [1, 9]", "is 9; it must be 1 to 4"),
    ("symmetry: 0.4", "symmetry: 1.5", "is 1.5; it must be 0 to 1"),
    ("law: flame ", "law: flames ", "`flames`; it must be anderson-farrell or wide or fractaldb or flame"),
    ("evenness: 0.62", "evenness: 2", "`flameGates.evenness` is 2; it must be 0 to 1"),
    ("    xaos: 0.15", "    maos: 0.15", "maos"),
  ])
  func wrongParametersOfFlamesAreTold(_ old: String, _ new: String, _ message: String) throws {
    try expect(.generation, "flames", old, new, line: nil, says: [message])
  }

  @Test(arguments: [
    ("count: 200", "count: 1000001", "`count` is 1000001; it must be 1 to 1000000"),
    ("count: 200", "count: lots", "`count` must be a whole number"),
    ("count: 200", "count: 2.5", "`count` must be a whole number"),
    ("count: 200", "count: ~", "`count` must be a whole number"),
    ("pool: 6000", "pool: 10000001", "`pool` is 10000001; it must be 1 to 10000000"),
    ("seed: 1", "seed: -1", "`seed` is -1; it must be 0 to 18446744073709551615"),
    ("colour: rgb", "colour: cmyk", "`colour` is `cmyk`; it must be rgb or grey"),
    ("samplesPerPixel: 12", "samplesPerPixel: 10001", "`samplesPerPixel` is 10001; it must be 0.01 to 10000"),
    ("maps: [2, 4]", "maps: [2, 9]", "`families[0].maps` is 9; it must be 2 to 8"),
    ("maps: [2, 4]", "maps: [4, 2]", "`families[0].maps` must give the lower number first"),
    ("maps: [2, 4]", "maps: [2, 3, 4]", "`families[0].maps` must be a list of two numbers"),
    ("exposure: [4, 40]", "exposure: [0, 40]", "`colouring.exposure` is 0; it must be 0.1 to 1000"),
    ("gamma: [1.6, 2.6]", "gamma: [1.6, .inf]", "`colouring.gamma` is inf; it must be 0.5 to 8"),
    ("black: 2", "black: -1", "`backgrounds.black` is -1; it must be 0 to 1000000"),
    ("black: 2", "blakc: 2", "unknown key `backgrounds.blakc`; the keys here are black, solid, gradient, noise"),
    ("fill: [0.05, 0.8]", "fill: [0.05, 1.8]", "`gates.fill` is 1.8; it must be 0 to 1"),
    ("powers: [2, 6]", "powers: [2, 7]", "`families[1].powers` is 7; it must be 2 to 6"),
    (
      "traps: [point,", "traps: [square,",
      "`families[1].traps` is `square`; it must be one of point, line, cross, circle"
    ),
    ("julia: 0.6", "julia: .nan", "`families[1].julia` is nan; it must be 0 to 1"),
    ("law: escape-time", "law: escape", "`families[1].law` is `escape`; it must be anderson-farrell or"),
    ("highlights: [0.1, 0.5]", "highlights: [0.1, 1.8]", "`colouring.highlights` is 1.8; it must be 0 to 1"),
    ("smoothing: true", "smoothing: much", "`colouring.smoothing` must be true or false"),
    ("monochrome: 2", "sepia: 2", "unknown key `palettes.sepia`; the keys here are monochrome, analogous"),
    ("zoom: [1, 1]", "zoom: [1, 100]", "`framing.zoom` is 100; it must be 0.25 to 16"),
    ("rotation: [0, 0]", "rotation: [0, 1e300]", "`framing.rotation` is 1e+300; it must be -360 to 360"),
    ("interior: 0.35", "interior: 2", "`gates.interior` is 2; it must be 0 to 1"),
    ("name: demo", "name: a b", "`name` is `a b`; it must be"),
    ("name: demo", "name: ''", "`name` is ``; it must be"),
    ("name: demo", "name: .hidden", "`name` is `.hidden`; it must be"),
  ])
  func aGenerationPresetsValueIsToldWithItsLineAndRange(_ old: String, _ new: String, _ words: String) throws {
    try expect(
      .generation, "demo", old, new, line: line(.generation, "demo", of: old), says: [words])
  }

  @Test(arguments: [
    ("chains: 3", "chains: 17", "`chains` must be in 1...16, not 17"),
    ("  least: 1", "  least: 17", "`depth.least` must be in 0...16, not 17"),
    ("overflow: clip", "overflow: clamp", "`mixingOperations.overflow` must be one of clip, wrap, not `clamp`"),
    ("[add, multiply", "[add, divide", "`mixingOperations.enabled[1]` must be one of add"),
    ("sizes: [4", "sizes: [1", "`patches.sizes[0]` must be in 2...1024, not 1"),
    ("  side: 32", "  side: 1025", "`patches.side` must be in 0...1024, not 1025"),
    ("version: 2", "version: 3", "`version` must be in 1...2, not 3"),
    ("sharedByViews: false", "sharedByViews: 7", "`mixingPicture.sharedByViews` must be true or false"),
    ("concentration: 1.0", "concentration: 0", "`concentration` must be in 0.1...100, not 0"),
  ])
  func aRecipesValueIsToldWithItsLineAndRange(_ old: String, _ new: String, _ words: String) throws {
    try expect(.mixing, "paper-cifar", old, new, line: line(.mixing, "paper-cifar", of: old), says: [words])
  }

  @Test func whatKeysSayTogetherIsChecked() throws {
    try expect(.mixing, "paper-cifar", "least: 1", "least: 4", line: nil, says: ["depth"])
    try expect(.mixing, "paper-cifar", "[add, multiply", "[add, add", line: nil, says: ["twice"])
    try expect(
      .generation, "demo",
      "size: 128                 # pixels a side, or [height, width]: 16 to 1024\ncolour: rgb               # rgb or grey\nsamplesPerPixel: 12",
      "size: 1024\nsamplesPerPixel: 1000", line: nil, says: ["2^28"])
  }

  @Test func aMissingKeyIsNamed() throws {
    try expect(.mixing, "paper-cifar", "chains: 3", "# gone", line: nil, says: ["`chains` is missing"])
    try expect(.system, "tree", "maps:", "rest:", line: nil, says: ["`maps` is missing"])
    try expect(.system, "tree", "a: ", "z: ", line: nil, says: ["].a` is missing"])
    try expect(.system, "tree", "maps:", "mops:", line: nil, says: ["unknown key `mops`", "is `maps` meant?"])
  }

  @Test func whatLaterRefusesIsRefusedInThePreset() throws {
    try expect(
      .generation, "demo", "licence: CC0-1.0", "licence: \"\"", line: nil, says: ["`licence` must be an SPDX"])
    try expect(
      .generation, "demo", "licence: CC0-1.0", "licence: cc0-1.0", line: line(.generation, "demo", of: "licence:"),
      says: ["is `CC0-1.0` meant?"])
    try expect(.generation, "demo", "pool: 6000", "pool: 100", line: nil, says: ["`count` is 200", "`pool` of 100"])
  }

  @Test func anUnknownKeyIsNamedWithThoseThatThereAre() throws {
    try expect(
      .system, "sierpinski-triangle", "dimension:", "dimensions:",
      line: line(.system, "sierpinski-triangle", of: "dimension:"), says: ["`dimensions`", "dimension"])
  }

  @Test func aKeyThatStandsTwiceIsNamed() throws {
    try expect(
      .generation, "demo", "count: 200", "count: 200\ncount: 300", line: line(.generation, "demo", of: "count: 200"),
      says: ["`count` stands twice"], .syntax)
  }

  @Test func whatDoesNotParseIsToldWithItsLine() throws {
    let count = try line(.generation, "demo", of: "count: 200")
    try expect(.generation, "demo", "count: 200", "\tcount: 200", line: count, says: ["no YAML"], .syntax)
    try expect(.generation, "demo", "count: 200", "count 200: : 3", line: count, says: ["no YAML"], .syntax)
  }

  @Test(arguments: [
    ("count: 200", "count: &c 200", "`&c` is an anchor"), ("count: 200", "count: *c", "`*c` is an alias"),
    ("count: 200", "count: !!int 200", "is a tag"), ("name: demo", "name: !x demo", "`!x` is a tag"),
    ("name: demo", "name: \(String(repeating: "n", count: 4097))", "more than 4096 bytes"),
    ("count: 200", "count: [\(String(repeating: "1,", count: 10_001))1]", "more than 10000 values"),
    ("count: 200", "count: \(String(repeating: "[", count: 17))", "nest more than 16 deep"),
  ])
  func whatNoPresetNeedsIsRefusedBeforeItIsBuilt(_ old: String, _ new: String, _ words: String) throws {
    try expect(.generation, "demo", old, new, line: line(.generation, "demo", of: old), says: [words], .excessive)
  }

  @Test func starsAndAmpersandsInTextsAreTexts() throws {
    let error = try read(.generation, "demo", "description: ", "description: '*a &b !c' # ")
    #expect(error == nil)
  }

  @Test(arguments: ["0200", "0xC8", "3:20", "0b11", "1e999"])
  func aNumberInAnotherBaseIsRefused(_ number: String) throws {
    try expect(
      .generation, "demo", "count: 200", "count: \(number)", line: nil, says: ["`count` must be a whole number"])
  }

  @Test func aPresetOfAnotherKindIsRefused() throws {
    let path = folder.path("recipe.yaml")
    try PresetLibrary.text(.mixing, named: "paper-cifar").write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: PresetError.self) { try PresetLibrary.generation(path) }
    #expect(error?.message.contains("`kind` is `mixing`; it must be generation") == true)
  }
}
