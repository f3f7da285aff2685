import ArgumentParser
import FractalCore
import FractalSearch
import Presets
import StoreReader
import StoreWriter
import SystemIO

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search a diverse set and write its catalog, to be rendered later or in parts.",
    usage: "fernery search <preset> [<options>]",
    discussion: """
      The catalog depends on preset, size, seed, pool, method, kept and count alone. Any number of machines can render it: \
      `fernery generate --catalog FILE --shard K/N` on each, and `fernery store merge` joins what they made. A search \
      that was stopped or killed goes on where it was when the same command is run again.

      A pool too large for one machine is cut into islands: each machine searches some of them with --island, and one \
      selects among what remained, with --merge. All name the same --kept, or none; the count matters to the merge alone.

      EXAMPLES
        fernery search ipmix --out ipmix.catalog
        fernery search demo --count 200 --pool 5000 --seed 3 --out demo.catalog
        fernery search ipmix --pool 4000000 --islands 8 \\
          --island 3 --out ipmix.3.island
        fernery search ipmix --pool 4000000 --islands 8 \\
          --merge ipmix.*.island --out ipmix.catalog
      """)

  @Argument(help: "A preset: a name (see `fernery presets list`) or a YAML file.", completion: .file())
  var preset: String

  @Option(
    name: .shortAndLong,
    help: "The catalog to write (default: NAME.catalog); with --island, what remained of the island (NAME.K.island).",
    completion: .file())
  var out: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "How many assets to choose: 1 to 1000000.")
  var count: Int?

  @OptionGroup var overrides: PresetOptions

  @Option(parsing: .unconditional, help: "With islands, search this one alone: 1 to their number.")
  var island: Int?

  @Option(
    parsing: .upToNextOption, help: "With islands, the files of all of them, to select among what they hold.",
    completion: .file())
  var merge: [String] = []

  @Option(
    help: """
      Where judged proposals are kept, for a search that is stopped, or for one of another count later on (default: \
      CATALOG.search, removed once the catalog is written).
      """, completion: .file())
  var journal: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      let preset = try overrides.preset(preset, count: count)
      try require(path: out, option: "--out")
      try require(path: journal, option: "--journal")
      if let journal { try OutputFolder.check(file: journal, option: "--journal") }
      guard island == nil || merge.isEmpty else {
        throw CommandError(.outOfRange, "--island and --merge exclude each other: search all islands, then merge them")
      }
      guard journal == nil || (island == nil && merge.isEmpty) else {
        throw CommandError(
          .outOfRange,
          "--journal is for a search on one machine: an island keeps its own in --out, and a merge needs none")
      }
      if let island { return try search(island: island, of: preset) }
      let path = out ?? "\(preset.name).catalog"
      try OutputFolder.check(file: path, option: "--out")
      guard journal != path else {
        throw CommandError(.outOfRange, "--journal and --out are the same file: give the journal another name")
      }
      // A kill may have left it after the catalog was written.
      if journal == nil, (try? PathKind(of: path)) == .file {
        SearchJournal.removeRemains(at: path + ".search", plan: preset.plan)
      }
      if let made = try standing(at: path, preset) { return try report(made, at: path) }
      try CatalogFile.requireVacant(path)
      // Errors in these are reported before a journal is begun.
      let machine = (threads: try work.threadCount(), level: try work.level())
      let start = ContinuousClock.now
      let journal = merge.isEmpty ? try SearchJournal(path: journal ?? path + ".search", plan: preset.plan) : nil
      if let made = try standing(at: path, preset) {
        // Another process has just written it.
        if self.journal == nil { journal?.remove() }
        return try report(made, at: path)
      }
      let found = if let journal { try search(preset, journal, machine) } else { try merged(preset, machine) }
      let catalog = CatalogFile(plan: preset.generationPlan, catalog: found.catalog)
      try catalog.write(to: path)
      if self.journal == nil { journal?.remove() }
      try report(found, of: preset, catalog, at: path, seconds: (ContinuousClock.now - start) / .seconds(1))
    }
  }

  /// How many threads work, and at which level.
  private typealias Machine = (threads: Int, level: InstructionSet)

  private func search(
    _ preset: GenerationPreset, _ journal: SearchJournal, _ machine: Machine
  ) throws -> Search.Result {
    try LongWork.run(output) { monitor in
      try Search.run(
        preset.plan, count: preset.count, threads: machine.threads, instructionSet: machine.level, monitor: monitor,
        journal: journal)
    }
  }

  private func merged(_ preset: GenerationPreset, _ machine: Machine) throws -> Search.Result {
    guard case .islands = preset.plan.method else { throw CommandError(.outOfRange, "--merge needs --islands") }
    var islands: [Int: Candidates] = [:]
    for path in merge {
      islands.merge(try SearchJournal.kept(in: path, plan: preset.plan)) { first, _ in first }
    }
    return try LongWork.run(output) { monitor in
      try Search.merge(
        islands, of: preset.plan, count: preset.count, threads: machine.threads, instructionSet: machine.level,
        monitor: monitor)
    }
  }

  private func search(island: Int, of preset: GenerationPreset) throws {
    guard case .islands(let islands, _) = preset.plan.method else {
      throw CommandError(.outOfRange, "--island needs --islands")
    }
    try require(island, in: 1...islands, option: "--island")
    let (threads, level) = (try work.threadCount(), try work.level())
    let path = out ?? "\(preset.name).\(island).island"
    try OutputFolder.check(file: path, option: "--out")
    let journal = try SearchJournal(path: path, plan: preset.plan)
    let remaining = try LongWork.run(output) { monitor in
      try Search.island(
        island - 1, of: preset.plan, threads: threads, instructionSet: level, monitor: monitor, journal: journal)
    }
    guard !output.json else {
      return try JSONOutput.print(
        IslandSummary(island: path, number: island, proposals: remaining.proposals, kept: remaining.count))
    }
    print(
      "\(path): \(HumanFormat.count(remaining.count)) of \(HumanFormat.count(remaining.proposals)) proposals remain of "
        + "island \(island) of \(islands)")
  }

  /// The catalog that is asked for, where it stands already: a run may have been killed right after it was written.
  private func standing(at path: String, _ preset: GenerationPreset) throws -> CatalogFile? {
    guard (try? PathKind(of: path)) == .file, let catalog = try? CatalogFile(path: path) else { return nil }
    // Everything but the entries, which follow from the plan.
    var expected = CatalogFile(plan: preset.generationPlan, catalog: Catalog(specifications: []))
    expected.entries = catalog.entries
    return catalog == expected && catalog.entries.count == preset.count ? catalog : nil
  }

  private func report(_ standing: CatalogFile, at path: String) throws {
    let count = standing.entries.count
    guard !output.json else {
      return try JSONOutput.print(
        StandingSummary(catalog: path, count: count, sha256: standing.hash.hex, plan: standing.planHash.hex))
    }
    print("\(path) is complete already: \(HumanFormat.count(count)) assets\ncatalog \(standing.hash)")
  }

  private func report(
    _ found: Search.Result, of preset: GenerationPreset, _ catalog: CatalogFile, at path: String, seconds: Double
  ) throws {
    guard !output.json else {
      return try JSONOutput.print(
        Summary(
          catalog: path, preset: preset.name, count: preset.count, sha256: catalog.hash.hex,
          plan: catalog.planHash.hex, proposals: found.proposals, candidates: found.candidates,
          rejected: found.rejectionCounts, leastDistance: found.leastDistance, seconds: seconds))
    }
    print(
      """
      \(path): \(HumanFormat.count(preset.count)) of \(HumanFormat.count(found.candidates)) candidates, in \
      \(HumanFormat.duration(seconds: seconds))
      catalog \(catalog.hash)
      """)
  }

  private struct Summary: Encodable {
    var catalog: String
    var preset: String
    var count: Int
    var sha256: String
    var plan: String
    var proposals: Int
    var candidates: Int
    var rejected: [String: Int]
    var leastDistance: Double
    var seconds: Double
  }

  private struct StandingSummary: Encodable {
    var catalog: String
    var count: Int
    var sha256: String
    var plan: String
    var stoodAlready = true
  }

  private struct IslandSummary: Encodable {
    var island: String
    var number: Int
    var proposals: Int
    var kept: Int
  }
}

extension Search.Result {
  /// How many proposals were rejected for each reason, also those of none.
  var rejectionCounts: [String: Int] {
    Dictionary(uniqueKeysWithValues: Rejection.allCases.map { ($0.rawValue, rejections[$0] ?? 0) })
  }
}
