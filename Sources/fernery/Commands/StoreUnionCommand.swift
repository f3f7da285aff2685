import ArgumentParser
import FractalCore
import StoreWriter

struct StoreUnionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "union",
    abstract: "Join different stores of one shape into a new one; equal pictures are taken once.",
    usage: "fernery store union <stores> ... --out <out> [<options>]",
    discussion: """
      Records, licences and specifications stay with their assets; the ids are new, in the order of the stores.

      EXAMPLE
        fernery store union demo.fernery ours.fernery --out both.fernery
      """)

  @Argument(help: "The stores' folders.", completion: .directory)
  var stores: [String]

  @Option(name: .shortAndLong, help: "The folder of the store to make.", completion: .file())
  var out: String

  @Option(parsing: .unconditional, help: .private)
  var batch: Int?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(path: out, option: "--out")
      try OutputFolder.check(out, option: "--out")
      var union = StoreUnion(stores: stores, path: out)
      union.threads = try work.threadCount()
      union.batchLimit = batch
      union.generatorVersion = "fernery \(Fernery.version)"
      let start = ContinuousClock.now
      let outcome = try LongWork.run(output) { try union.run(monitor: $0) }
      let made = MadeStore(out, outcome.store, since: start)
      if output.json {
        try JSONOutput.print(Summary(union: made, duplicates: outcome.duplicates))
      } else {
        print(made.text)
        print("dropped \(HumanFormat.count(outcome.duplicates)) duplicates")
      }
      if outcome.store.root == nil { throw Interruption.exitCode }
    }
  }

  private struct Summary: Encodable {
    var union: MadeStore
    var duplicates: Int

    private enum CodingKeys: CodingKey { case duplicates }

    /// One object with the members of both.
    func encode(to encoder: any Encoder) throws {
      try union.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(duplicates, forKey: .duplicates)
    }
  }
}
