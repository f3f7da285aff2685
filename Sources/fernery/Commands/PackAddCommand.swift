import ArgumentParser
import FractalCore
import FractalPack
import StoreWriter

struct PackAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add the assets of a pack to a finished store; pictures that are there already are dropped.",
    discussion: """
      The store keeps its ids and gets new ones at its end. It is whole and readable meanwhile; stop it whenever you \
      like, the same command goes on.

      EXAMPLE
        fernery pack add ours-pack demo.fernery --key team.pub
      """)

  @Argument(help: "A folder, a tar, `-` for standard input, or an http(s) URL of a pack; or a store.")
  var pack: String

  @Argument(help: "The store's folder.")
  var store: String

  @OptionGroup var trust: TrustOptions
  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      var addition = PackAddition(location: pack, store: store)
      addition.trust = try trust.trust()
      addition.threads = try work.threadCount()
      addition.generatorVersion = "fernery \(Fernery.version)"
      guard let outcome = try LongWork.run(output, { try addition.run(monitor: $0) }), let root = outcome.root else {
        StandardError.writeLine("fernery: stopped; \(store) is as it was, run the same command to go on")
        throw Interruption.exitCode
      }
      if output.json {
        return try JSONOutput.print(
          Summary(
            store: store, from: outcome.from, count: outcome.count, duplicates: outcome.duplicates, root: root.hex))
      }
      print(
        """
        \(store): \(HumanFormat.count(outcome.count - outcome.from)) assets added, \
        \(HumanFormat.count(outcome.duplicates)) duplicates dropped, \(HumanFormat.count(outcome.count)) in all
        root \(root)
        """)
    }
  }

  private struct Summary: Encodable {
    var store: String
    var from: Int
    var count: Int
    var duplicates: Int
    var root: String
  }
}
