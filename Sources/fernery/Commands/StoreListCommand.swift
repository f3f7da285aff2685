import ArgumentParser
import Foundation
import FractalCore
import StoreReader

struct StoreListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the assets of a store, or those that meet conditions.",
    usage: "fernery store list <store> [--where <conditions>] [--sort <number>] [<options>]",
    discussion: """
      Conditions compare an attribute (family, or a descriptor such as fill) with a value by = < <= > >=, joined by `and`. \
      Texts know = alone. Words with spaces are put in quotes. fill is the share of pixels that were hit, but of escape-time \
      fractals that of samples that escaped: compare it within a family.

      EXAMPLES
        fernery store list demo.fernery --where "fill>0.3 and family=affine"
        fernery store list demo.fernery --sort fill --reverse --limit 10
      """)

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "List only assets that meet conditions, such as \"fill>0.3\".", valueName: "conditions"))
  var conditions: String?

  @Option(
    help: ArgumentHelp(
      "Order by this number, ascending; assets without it are left out (default: by id).", valueName: "number"))
  var sort: String?

  @Flag(help: "Turn the order round.")
  var reverse = false

  @Option(parsing: .unconditional, help: "The first id to list.")
  var from: Int?

  @Option(parsing: .unconditional, help: "How many assets to list, at least 1 (default: all).")
  var limit: Int?

  @Flag(help: "Print the records as a JSON array.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      let store = try Store(path: store)
      if let limit { try require(limit, in: 1...Int.max, option: "--limit") }
      if let from { try store.require(id: from) }
      let ids = try chosen(store)
      if json {
        return try JSONOutput.print(try ids.map { try store.readRecord($0) })
      }
      print((["id      ", "family     "] + Self.columns.map(\.heading) + ["sha256"]).joined(separator: "  "))
      for id in ids {
        let row = try store.readRecord(id)
        let numbers = Self.columns.map { column in
          (row.descriptors[column.name].map { String(format: "%.\(column.places)f", $0) } ?? "-")
            .padding(to: column.heading.count)
        }
        print(
          (["\(id)".padding(to: 8), row.family.padding(to: 11)] + numbers + [String(row.sha256.prefix(16))])
            .joined(separator: "  "))
      }
    }
  }

  /// The descriptors that the table shows, by what it calls them.
  private static let columns: [(name: String, heading: String, places: Int)] = [
    ("fill", "fill ", 3), ("dimension", "dim. ", 3), ("lacunarity", "lacun.", 3), ("entropy", "entr.", 3),
    ("edge-density", "edges", 3), ("symmetry", "symm.", 3), ("anisotropy", "anis.", 3), ("colourfulness", "colour", 1),
  ]

  /// The ids to list, in their order.
  private func chosen(_ store: Store) throws -> [Int] {
    let query = try conditions.map { try StoreQuery(parsing: $0) } ?? StoreQuery([])
    var ids = try store.ids(matching: query, sortedBy: sort, descending: reverse)
    if let from { ids.removeAll { $0 < from } }
    return Array(ids.prefix(limit ?? ids.count))
  }
}
