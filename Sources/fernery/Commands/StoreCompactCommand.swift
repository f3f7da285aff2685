import ArgumentParser
import FractalCore
import StoreWriter

struct StoreCompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Rewrite a finished store without the pages that growing left free; content and root stay.",
    discussion: """
      Views stay good. The store is whole and readable meanwhile: the copy is made beside it and takes its place at the
      end.

      EXAMPLE
        fernery store compact demo.fernery
      """)

  @Argument(help: "The store's folder.")
  var store: String

  @Flag(help: "Print the result as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      let outcome = try StoreCompaction(path: store).run()
      if json {
        return try JSONOutput.print(
          Summary(
            store: store, root: outcome.root.hex, bytesBefore: outcome.bytesBefore, bytesAfter: outcome.bytesAfter))
      }
      print(
        """
        \(store): \(HumanFormat.bytes(outcome.bytesBefore)) became \(HumanFormat.bytes(outcome.bytesAfter))
        root \(outcome.root)
        """)
    }
  }

  private struct Summary: Encodable {
    var store: String
    var root: String
    var bytesBefore: Int
    var bytesAfter: Int
  }
}
