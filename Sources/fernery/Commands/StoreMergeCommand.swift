import ArgumentParser
import FractalCore
import StoreWriter

struct StoreMergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join shards of one catalog into one store; every hash is compared, nothing is dropped.",
    usage: "fernery store merge <shards> ... --out <out> [<options>]",
    discussion: """
      The result has the bytes and the root of a single run. Gaps, overlaps and shards of other catalogs are refused.

      EXAMPLES
        fernery store merge ipmix-*-of-8.fernery --out ipmix.fernery
        fernery store merge first.fernery second.fernery --partial --out half.fernery
      """)

  @Argument(help: "The shards' folders, in any order.", completion: .directory)
  var shards: [String]

  @Option(name: .shortAndLong, help: "The folder of the store to make.", completion: .file())
  var out: String

  @Flag(help: "Let the shards be less than the whole catalog.")
  var partial = false

  @Option(parsing: .unconditional, help: .private)
  var batch: Int?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(path: out, option: "--out")
      try OutputFolder.check(out, option: "--out")
      var merge = StoreMerge(shards: shards, path: out)
      merge.allowsParts = partial
      merge.threads = try work.threadCount()
      merge.batchLimit = batch
      merge.generatorVersion = "fernery \(Fernery.version)"
      let start = ContinuousClock.now
      let outcome = try LongWork.run(output) { try merge.run(monitor: $0) }
      let made = MadeStore(out, outcome, since: start)
      if output.json { try JSONOutput.print(made) } else { print(made.text) }
      if outcome.root == nil { throw Interruption.exitCode }
    }
  }
}
