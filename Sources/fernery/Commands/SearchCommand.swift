import ArgumentParser
import FractalCore
import FractalSearch
import Presets
import StoreWriter

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search a diverse set and write its catalog, to be rendered later or in parts.",
    usage: "fernery search <preset> [<options>]",
    discussion: """
      The catalog depends on preset, size, seed, pool and count alone. Any number of machines can render it:
      `fernery generate --catalog FILE --shard K/N` on each, and `fernery store merge` joins what they made.

      EXAMPLES
        fernery search ipmix --out ipmix.catalog
        fernery search demo --count 200 --pool 5000 --seed 3 --out demo.catalog
      """)

  @Argument(help: "A preset: a name (see `fernery presets list`) or a YAML file.")
  var preset: String

  @Option(name: .shortAndLong, help: "The catalog to write (default: NAME.catalog).")
  var out: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "How many assets to choose.")
  var count: Int?

  @OptionGroup var overrides: PresetOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      let preset = try overrides.preset(preset, count: count)
      let count = preset.count
      try require(path: out, option: "--out")
      let path = out ?? "\(preset.name).catalog"
      try CatalogFile.requireVacant(path)
      let (threads, level) = (try work.threadCount(), try work.level())
      let start = ContinuousClock.now
      let found = try LongWork.run(output) { monitor in
        try Search.run(preset.plan, count: count, threads: threads, instructionSet: level, monitor: monitor)
      }
      let catalog = CatalogFile(plan: preset.generationPlan, catalog: found.catalog)
      try catalog.write(to: path)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      if output.json {
        return try JSONOutput.print(
          Summary(
            catalog: path, preset: preset.name, count: count, sha256: catalog.hash.hex, plan: catalog.planHash.hex,
            proposals: found.proposals, candidates: found.candidates, leastDistance: found.leastDistance,
            seconds: seconds))
      }
      print(
        """
        \(path): \(HumanFormat.count(count)) of \(HumanFormat.count(found.candidates)) candidates, in \
        \(HumanFormat.duration(seconds: seconds))
        catalog \(catalog.hash)
        """)
    }
  }

  private struct Summary: Encodable {
    var catalog: String
    var preset: String
    var count: Int
    var sha256: String
    var plan: String
    var proposals: Int
    var candidates: Int
    var leastDistance: Double
    var seconds: Double
  }
}
