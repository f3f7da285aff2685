import ArgumentParser
import Foundation
import FractalCore
import StoreReader

struct StoreListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the assets of a store.",
    discussion: "EXAMPLES\n  fernery store list demo.fernery --from 10 --limit 5\n  fernery store list demo.fernery --json")

  @Argument(help: "The store's folder.")
  var store: String

  @Option(parsing: .unconditional, help: "The first id to list.")
  var from: Int?

  @Option(parsing: .unconditional, help: "How many assets to list (default: all).")
  var limit: Int?

  @Flag(help: "Print the records as a JSON array.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      let store = try Store(path: store)
      if let limit { try require(limit, in: 1...Int.max, option: "--limit") }
      if let from { try store.require(id: from) }
      let first = from ?? store.ids.lowerBound
      let last = limit.map { min(store.ids.upperBound, first + min($0, store.count)) } ?? store.ids.upperBound
      if json {
        return try JSONOutput.print(try (first..<last).map { try store.readRecord($0) })
      }
      print("id        family    category          fill   sha256")
      for id in first..<last {
        let row = try store.readRecord(id)
        let fill = row.descriptors["fill"].map { String(format: "%.3f", $0) } ?? "-"
        print(
          "\("\(id)".padding(to: 8))  \(row.family.padding(to: 8))  \(row.category.padding(to: 16))  "
            + "\(fill)  \(row.sha256.prefix(16))")
      }
    }
  }
}
