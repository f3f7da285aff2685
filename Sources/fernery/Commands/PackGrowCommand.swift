import ArgumentParser
import FractalCore
import FractalPack

struct PackGrowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grow",
    abstract: "Grow a store from a recipe, and prove by its root that it is the very same.",
    discussion: """
      A plan recipe is searched and rendered, a catalog recipe only rendered. Until the end nothing stands at the \
      store's path; stop it whenever you like, the same command goes on.

      EXAMPLE
        fernery pack grow demo-recipe --out demo.fernery
      """)

  @Argument(help: "A folder, a tar, `-` for standard input, or an http(s) URL.", completion: .file())
  var pack: String

  @Option(name: .shortAndLong, help: "The folder of the store to make.", completion: .file())
  var out: String

  @Option(parsing: .unconditional, help: .private)
  var batch: Int?

  @OptionGroup var trust: TrustOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(path: out, option: "--out")
      try OutputFolder.check(out, option: "--out")
      var grower = PackGrower(location: pack, path: out, plan: { try PresetText.plan($0) })
      grower.trust = try trust.trust()
      grower.threads = try work.threadCount()
      grower.instructionSet = try work.level()
      grower.batchLimit = batch
      let start = ContinuousClock.now
      let outcome = try LongWork.run(output) { try grower.run(monitor: $0) }
      try TakenPack(out, outcome, since: start).show(output)
    }
  }
}
