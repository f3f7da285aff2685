import ArgumentParser
import FractalCore
import Presets
import StoreWriter

struct StoreGrowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grow",
    abstract: "Make a finished store a longer prefix of its catalog, without rendering again what is there.",
    usage: "fernery store grow <store> [<preset>] --count <count> [<options>]",
    discussion: """
      The result is the store that `generate` would have made with that count: same bytes, same root. A store does not
      keep its preset, so give it again, with the same size, seed, pool, method and kept; a store that was rendered from
      a part of a longer catalog needs none. The store stays whole and readable meanwhile: it grows in a sibling folder
      (.NAME.next), and the two are exchanged at the end. Stop it whenever you like; the same command goes on.

      EXAMPLES
        fernery store grow demo.fernery demo --count 1000
        fernery store grow mine.fernery ipmix --size 64 --seed 7 --count 2000
        fernery store grow mine.fernery --catalog ipmix.catalog --count 13000
      """)

  @Argument(help: "The store's folder.")
  var store: String

  @Argument(help: "The preset that it was made from.")
  var preset: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "How many assets it shall have.")
  var count: Int

  @Option(help: "A catalog of the same plan, in place of a preset.")
  var catalog: String?

  @Option(parsing: .unconditional, help: .private)
  var batch: Int?

  @OptionGroup var overrides: PresetOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(count, in: GenerationPreset.counts, option: "--count")
      var growth = StoreGrowth(path: store, count: count, source: try source())
      growth.threads = try work.threadCount()
      growth.instructionSet = try work.level()
      growth.batchLimit = batch
      growth.generatorVersion = "fernery \(Fernery.version)"
      let start = ContinuousClock.now
      let outcome = try LongWork.run(output) { try growth.run(monitor: $0) }
      try report(outcome, seconds: (ContinuousClock.now - start) / .seconds(1))
      if outcome.root == nil { throw Interruption.exitCode }
    }
  }

  private func source() throws -> StoreGrowth.Source {
    guard preset == nil || catalog == nil else {
      throw CommandError(.outOfRange, "a preset and --catalog are given; one of them is enough")
    }
    if let catalog { return .catalog(try CatalogFile(path: catalog)) }
    guard let preset else { return .ownCatalog }
    return .plan(try overrides.preset(preset, count: count).generationPlan)
  }

  private func report(_ outcome: StoreGrowth.Outcome, seconds: Double) throws {
    if output.json {
      return try JSONOutput.print(
        Summary(
          store: store, from: outcome.from, count: outcome.count, root: outcome.root?.hex, seconds: seconds))
    }
    guard let root = outcome.root else {
      return print(
        "stopped: \(store) is as it was, and \(HumanFormat.count(outcome.count)) of \(HumanFormat.count(count)) assets "
          + "are kept beside it; run the same command to go on")
    }
    print(
      outcome.from == outcome.count
        ? "\(store) has \(HumanFormat.count(outcome.count)) assets already"
        : "\(store): grown from \(HumanFormat.count(outcome.from)) to \(HumanFormat.count(outcome.count)) assets, in "
          + HumanFormat.duration(seconds: seconds))
    print("root \(root)")
  }

  private struct Summary: Encodable {
    var store: String
    var from: Int
    var count: Int
    @ExplicitNull var root: String?
    var seconds: Double

    init(store: String, from: Int, count: Int, root: String?, seconds: Double) {
      (self.store, self.from, self.count, self.seconds) = (store, from, count, seconds)
      _root = ExplicitNull(wrappedValue: root)
    }
  }
}
