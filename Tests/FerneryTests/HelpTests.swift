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
        "--id", "--out", "--force", "--size", "--samples", "--seed", "--colour", "--background", "--palette", "--json",
        "--quiet",
        "--version", "--help",
      ]
    ),
    (["sample"], ["--count", "--seed", "--json", "--version", "--help"]),
    (
      ["sheet", "law"],
      ["--background", "--out", "--force", "--count", "--columns", "--size", "--seed", "--json", "--version", "--help"]
    ),
    (
      ["sheet", "family"],
      ["--out", "--force", "--count", "--columns", "--size", "--seed", "--json", "--version", "--help"]
    ),
    (["sheet", "palette"], ["--columns", "--seed", "--out", "--force", "--json", "--version", "--help"]),
    (
      ["mix"],
      [
        "--store", "--recipe", "--views", "--limit", "--seed", "--epoch", "--grey", "--out", "--force", "--explain",
        "--row",
        "--view", "--plan", "--fractal", "--json", "--version", "--help",
      ]
    ),
    (
      ["sheet", "operations"],
      ["--store", "--level", "--limit", "--size", "--out", "--force", "--json", "--version", "--help"]
    ),
    (["store", "info"], ["--json", "--version", "--help"]),
    (["store", "list"], ["--where", "--sort", "--reverse", "--from", "--limit", "--json", "--version", "--help"]),
    (
      ["store", "show"],
      ["--id", "--from", "--count", "--columns", "--out", "--force", "--json", "--version", "--help"]
    ),
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
    (["report"], ["--out", "--force", "--against", "--thumbnails", "--json", "--quiet", "--version", "--help"]),
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

  @Test(arguments: [
    [], ["generate"], ["search"], ["render"], ["sample"], ["mix"], ["report"], ["sheet", "law"], ["sheet", "family"],
    ["sheet", "palette"], ["sheet", "operations"], ["store", "export"], ["store", "view"], ["store", "grow"],
    ["store", "merge"], ["store", "union"], ["store", "import"], ["store", "compact"], ["store", "repair"],
    ["store", "list"], ["store", "show"], ["store", "verify"], ["pack", "keygen"], ["pack", "create"],
    ["pack", "inspect"], ["pack", "verify"], ["pack", "unpack"], ["pack", "grow"], ["pack", "diff"], ["pack", "merge"],
    ["pack", "add"], ["presets", "list"], ["presets", "show"], ["presets", "validate"],
  ])
  func examplesCanBePastedAndDefaultsCanBeTyped(_ command: [String]) throws {
    let page = try help(command)
    // An example that were too long would go on at the beginning of a line, without a backslash before.
    let examples = page.split(separator: "\n\n").filter { $0.hasPrefix("EXAMPLE") }
    for line in examples.flatMap({ $0.split(separator: "\n").dropFirst() }) { #expect(line.hasPrefix("  "), "\(line)") }
    for match in page.matches(of: /default:\s+([^)]*)\)/) {
      #expect(!match.1.contains("("), "\(match.1) is no value to type")
    }
  }

  @Test(arguments: [
    ("store verify de", "demo.fernery"), ("mix ca", "cat.png"), ("mix cat.png --store de", "demo.fernery"),
    ("store import --fit co", "cover contain"), ("sto", "store"),
  ])
  func bashCompletesNames(_ words: String, _ expected: String) throws {
    try folder.write("", to: "cat.png")
    try folder.write("", to: "demo.fernery/assets.mdb")
    try folder.write(
      """
      source <("$0" --generate-completion-script bash)
      COMP_WORDS=(fernery \(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
      _fernery fernery "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      echo "${COMPREPLY[*]}"
      """, to: "complete.bash")
    let result = try fernery(in: folder, command: ["bash", "-c", ". ./complete.bash"])
    #expect(result.stdout == "\(expected)\n", "\(result)")
  }

  @Test func withoutArgumentsTheHelpIsShown() throws {
    #expect(try fernery(in: folder).stdout.hasPrefix("OVERVIEW: Grow fractals"))
    #expect(try fernery("presets", in: folder).stdout.hasPrefix("OVERVIEW: List, show and check presets"))
    #expect(try fernery("store", in: folder).stdout.hasPrefix("OVERVIEW: Look into stores"))
  }
}
