import Foundation
import TestSupport
import Testing

/// The names that scripts rely on; a change here is a change for them, and belongs into the changelog.
@Suite struct HelpTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func help(_ command: [String]) throws -> String {
    let result = try FerneryProcess(command + ["--help"], in: folder.url.path).wait()
    #expect(result.code == 0 && result.stderr.isEmpty)
    return result.stdout
  }

  /// The first words of the lines of a help page's part.
  private static func names(_ part: String, of page: String) -> [String] {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("\(part):") }) else { return [] }
    return lines[(start + 1)...].prefix { !$0.isEmpty }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .map { String($0.split(separator: " ").first { !$0.hasPrefix("-") || $0.hasPrefix("--") } ?? "") }
      .map { $0.hasSuffix(",") ? String($0.dropLast()) : $0 }
  }

  @Test(arguments: [
    ([], ["generate", "search", "render", "sample", "sheet", "store", "report", "pack", "mix", "presets"]),
    (
      ["store"],
      ["info", "list", "show", "export", "view", "grow", "merge", "union", "import", "compact", "verify", "repair"]
    ),
    (["pack"], ["keygen", "create", "inspect", "verify", "unpack", "grow", "diff", "merge", "add"]),
    (["presets"], ["list", "show", "validate"]),
    (["sheet"], ["law", "family", "palette", "operations"]),
  ])
  func subcommands(_ command: [String], _ expected: [String]) throws {
    let names = Self.names("SUBCOMMANDS", of: try help(command))
    #expect(names.filter { $0 != "See" } == expected)
  }

  @Test(arguments: [
    ([], ["--version", "--help"]),
    (
      ["generate"],
      [
        "--store", "--count", "--size", "--seed", "--pool", "--stream", "--islands", "--kept", "--catalog", "--shard",
        "--dry-run", "--threads", "--json", "--quiet", "--version", "--help",
      ]
    ),
    (
      ["search"],
      [
        "--out", "--count", "--size", "--seed", "--pool", "--stream", "--islands", "--kept", "--island", "--merge",
        "--journal", "--threads", "--json", "--quiet", "--version", "--help",
      ]
    ),
    (
      ["render"],
      [
        "--id", "--out", "--size", "--samples", "--seed", "--colour", "--background", "--palette", "--json", "--quiet",
        "--version", "--help",
      ]
    ),
    (["sample"], ["--count", "--seed", "--json", "--version", "--help"]),
    (
      ["sheet", "law"],
      ["--background", "--out", "--count", "--columns", "--size", "--seed", "--json", "--version", "--help"]
    ),
    (["sheet", "family"], ["--out", "--count", "--columns", "--size", "--seed", "--json", "--version", "--help"]),
    (["sheet", "palette"], ["--columns", "--seed", "--out", "--json", "--version", "--help"]),
    (
      ["mix"],
      [
        "--store", "--recipe", "--views", "--limit", "--seed", "--epoch", "--grey", "--out", "--explain", "--row",
        "--view", "--plan", "--fractal", "--json", "--version", "--help",
      ]
    ),
    (
      ["sheet", "operations"],
      ["--store", "--level", "--limit", "--size", "--out", "--json", "--version", "--help"]
    ),
    (["store", "info"], ["--json", "--version", "--help"]),
    (["store", "list"], ["--where", "--sort", "--reverse", "--from", "--limit", "--json", "--version", "--help"]),
    (["store", "show"], ["--id", "--from", "--count", "--columns", "--out", "--json", "--version", "--help"]),
    (["store", "export"], ["--out", "--threads", "--json", "--quiet", "--version", "--help"]),
    (["store", "view"], ["--size", "--threads", "--json", "--quiet", "--version", "--help"]),
    (
      ["store", "grow"],
      [
        "--count", "--catalog", "--size", "--seed", "--pool", "--stream", "--islands", "--kept", "--threads", "--json",
        "--quiet", "--version", "--help",
      ]
    ),
    (["store", "merge"], ["--out", "--partial", "--threads", "--json", "--quiet", "--version", "--help"]),
    (["store", "union"], ["--out", "--threads", "--json", "--quiet", "--version", "--help"]),
    (
      ["store", "import"],
      ["--out", "--licence", "--size", "--fit", "--threads", "--json", "--quiet", "--version", "--help"]
    ),
    (["store", "compact"], ["--json", "--version", "--help"]),
    (["store", "verify"], ["--quick", "--threads", "--json", "--quiet", "--version", "--help"]),
    (
      ["store", "repair"],
      ["--catalog", "--licence", "--reseal", "--threads", "--json", "--quiet", "--version", "--help"]
    ),
    (["report"], ["--out", "--against", "--thumbnails", "--json", "--quiet", "--version", "--help"]),
    (["presets", "list"], ["--json", "--version", "--help"]),
    (["presets", "show"], ["--json", "--version", "--help"]),
    (["presets", "validate"], ["--json", "--version", "--help"]),
  ])
  func options(_ command: [String], _ expected: [String]) throws {
    #expect(Self.names("OPTIONS", of: try help(command)) == expected)
  }

  @Test func noPageIsWiderThanATerminal() throws {
    for command in [
      [], ["generate"], ["render"], ["mix"], ["store"], ["store", "export"], ["presets"], ["search"], ["report"],
      ["store", "grow"], ["store", "merge"], ["store", "union"], ["store", "import"], ["store", "compact"],
      ["sample"], ["sheet"], ["sheet", "law"], ["sheet", "family"], ["sheet", "palette"],
    ] {
      for line in try help(command).split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }
  }

  @Test func withoutArgumentsTheHelpIsShown() throws {
    #expect(try fernery(in: folder).stdout.hasPrefix("OVERVIEW: Grow fractals"))
    #expect(try fernery("presets", in: folder).stdout.hasPrefix("OVERVIEW: List, show and check presets"))
    #expect(try fernery("store", in: folder).stdout.hasPrefix("OVERVIEW: Look into stores"))
  }
}
