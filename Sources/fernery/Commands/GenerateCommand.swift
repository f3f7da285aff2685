import ArgumentParser
import FractalCore
import FractalRendering
import FractalSearch
import Presets
import StoreReader
import StoreWriter

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Search a diverse set of fractals and render it into a store.",
    usage: "fernery generate <preset> [<options>]\nfernery generate --catalog <catalog> [<options>]",
    discussion: """
      The store depends on preset, size, seed, pool, method, kept and count alone: not on threads, on the processor, or \
      on how often the command was stopped. Stop it whenever you like; the same command goes on and ends with the same root.

      EXAMPLES
        fernery generate demo
        fernery generate ipmix --size 64 --count 1000 --seed 7 --store mine.fernery
        fernery generate my-preset.yaml --dry-run
        fernery generate --catalog ipmix.catalog --shard 2/8
      """)

  @Argument(help: "A preset: a name (see `fernery presets list`) or a YAML file.", completion: .file())
  var preset: String?

  @Option(name: .shortAndLong, help: "The store's folder (default: NAME.fernery).", completion: .directory)
  var store: String?

  @Option(name: .shortAndLong, parsing: .unconditional, help: "How many assets to keep: 1 to 1000000.")
  var count: Int?

  @OptionGroup var overrides: PresetOptions

  @Option(help: "A catalog that `fernery search` wrote, in place of a preset.", completion: .file())
  var catalog: String?

  @Option(
    help: """
      With --catalog, the part to render: 1/8 to 8/8, or `slurm` or `k8s` for what the scheduler's environment says \
      (SLURM_ARRAY_TASK_ID and _COUNT; JOB_COMPLETION_INDEX and JOB_COMPLETIONS).
      """)
  var shard: ShardArgument?

  @Option(parsing: .unconditional, help: .private)
  var batch: Int?

  @Flag(help: "Say what would be done, how long it would take and how much disk it would need, and do nothing.")
  var dryRun = false

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      if let rendering = try catalogRendering() { return try rendering.run() }
      let preset = try overriddenPreset()
      try require(path: store, option: "--store")
      let path = store ?? "\(preset.name).fernery"
      try OutputFolder.check(path, option: "--store")
      var generator = Generator(
        plan: GenerationPlan(search: preset.plan, licence: preset.licence), count: preset.count, path: path)
      generator.threads = try work.threadCount()
      generator.instructionSet = try work.level()
      generator.generatorVersion = "fernery \(Fernery.version)"
      if let batch { try require(batch, in: 1...1_000_000, option: "--batch") }
      generator.batchLimit = batch
      do {
        if dryRun {
          try report(generator.estimate(), preset: preset, path: path)
        } else {
          try generate(generator, preset: preset, path: path)
        }
      } catch let error as StoreWriterError where error.code == .otherPlan {
        throw StorePlace.difference(at: path, from: preset) ?? error
      }
    }
  }

  /// The rendering of a catalog; nil if a preset is given.
  private func catalogRendering() throws -> CatalogRendering? {
    guard let catalog else {
      guard shard == nil else {
        throw CommandError(.outOfRange, "--shard needs --catalog: write one with `fernery search`")
      }
      return nil
    }
    guard preset == nil, overrides.isEmpty else {
      throw CommandError(.outOfRange, "--catalog fixes preset, size, seed and pool: give none of them")
    }
    if let batch { try require(batch, in: 1...1_000_000, option: "--batch") }
    return CatalogRendering(
      catalogPath: catalog, shard: shard, count: count, store: store, dryRun: dryRun, batch: batch, work: work,
      output: output)
  }

  /// The preset with what the command line says instead.
  private func overriddenPreset() throws -> GenerationPreset {
    guard let name = preset else {
      throw ValidationError("Give a <preset> (see `fernery presets list`) or --catalog.")
    }
    return try overrides.preset(name, count: count)
  }

  private func generate(_ generator: Generator, preset: GenerationPreset, path: String) throws {
    let clock = ContinuousClock.now
    func summary(of outcome: Generator.Outcome) -> GenerationSummary {
      GenerationSummary(
        store: path, preset: preset.name, outcome: outcome, seconds: (ContinuousClock.now - clock) / .seconds(1))
    }
    func tellThatItWasStopped() throws {
      guard output.json else { return }
      try JSONOutput.print(summary(of: Generator.Outcome(count: 0, resumedFrom: 0)))
      try StandardOutput.flush()
    }
    let outcome = try LongWork.run(output, stopped: tellThatItWasStopped) { try generator.run(monitor: $0) }
    if output.json {
      try JSONOutput.print(summary(of: outcome))
    } else {
      print(summary(of: outcome).text(asked: generator.count))
    }
    if outcome.root == nil { throw Interruption.exitCode }
  }

  private func report(_ estimate: Generator.Estimate, preset: GenerationPreset, path: String) throws {
    guard !output.json else { return try JSONOutput.print(EstimateSummary(store: path, preset: preset.name, estimate)) }
    if estimate.done == estimate.count {
      return print("\(path) is complete already: \(HumanFormat.count(estimate.count)) assets, nothing would be done")
    }
    let shape = "\(estimate.shape.height)x\(estimate.shape.width)"
    print(
      """
      would write \(path): \(HumanFormat.count(estimate.count)) assets of \(shape), chosen from \
      \(HumanFormat.count(estimate.pool)) proposals of seed \(preset.plan.seed)
      already there:  \(HumanFormat.count(estimate.done))
      time:           about \(HumanFormat.duration(seconds: estimate.seconds)) with \(generatorThreads) threads
      disk:           about \(HumanFormat.bytes(estimate.diskBytes))
      """)
  }

  private var generatorThreads: Int { (try? work.threadCount()) ?? 1 }
}
