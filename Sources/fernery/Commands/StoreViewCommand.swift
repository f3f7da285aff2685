import ArgumentParser
import FractalCore
import StoreReader
import StoreWriter

struct StoreViewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Make copies of all assets in the size that mixing needs, beside a store's data.",
    discussion: """
      Mixing finds the copies by itself; without them it resizes each picture anew, to the same bytes. Takes the size \
      of the shorter side: for training pictures of 32 px `reference-cifar` needs 36.

      EXAMPLE
        fernery store view demo.fernery --size 36
      """)

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Option(parsing: .unconditional, help: "Pixels of the copies' shorter side: 8 to 1024.")
  var size: Int

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      var builder = ViewBuilder(path: store, size: size)
      builder.threads = try work.threadCount()
      let progress = PhaseProgress(style: output.progressStyle, units: ["resizing": "assets"])
      defer { progress.finish() }
      Interruption.install()
      let outcome = try builder.run(monitor: progress.monitor)
      progress.finish()
      guard let bytes = outcome.fileSize else {
        StandardError.writeLine("fernery: stopped; no view was made")
        throw Interruption.exitCode
      }
      if output.json { return try JSONOutput.print(Summary(outcome, bytes: bytes)) }
      let shape = outcome.layout.shape
      print(
        "\(outcome.path): \(HumanFormat.count(outcome.count)) pictures of \(shape.height)x\(shape.width), "
          + "\(HumanFormat.bytes(bytes))\(outcome.stoodAlready ? ", made already" : "")")
    }
  }

  private struct Summary: Encodable {
    var path: String
    var size: Int
    var height: Int
    var width: Int
    var count: Int
    var bytes: Int
    var stoodAlready: Bool

    init(_ outcome: ViewBuilder.Outcome, bytes: Int) {
      path = outcome.path
      size = outcome.layout.size
      (height, width) = (outcome.layout.shape.height, outcome.layout.shape.width)
      count = outcome.count
      self.bytes = bytes
      stoodAlready = outcome.stoodAlready
    }
  }
}
