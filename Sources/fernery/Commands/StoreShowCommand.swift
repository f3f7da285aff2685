import ArgumentParser
import FractalCore
import FractalImageIO
import StoreReader

struct StoreShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Write a contact sheet of a store as PNG, or one asset by its id.",
    discussion: """
      EXAMPLES
        fernery store show demo.fernery --out sheet.png
        fernery store show demo.fernery --id 17
      """)

  @Argument(help: "The store's folder.")
  var store: String

  @Option(parsing: .unconditional, help: "Write this asset alone.")
  var id: Int?

  @Option(parsing: .unconditional, help: "The first asset of the sheet.")
  var from: Int?

  @Option(parsing: .unconditional, help: "How many assets the sheet shows.")
  var count = 96

  @Option(parsing: .unconditional, help: "Assets side by side (default: what suits the count).")
  var columns: Int?

  @Option(name: .shortAndLong, help: "The PNG to write (default: NAME-sheet.png, or NAME-ID.png).")
  var out: String?

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      try require(path: out, option: "--out")
      let store = try Store(path: store)
      let summary = try id.map { try writeAsset($0, of: store) } ?? writeSheet(of: store)
      if json { return try JSONOutput.print(summary) }
      print("\(summary.path): \(summary.text)")
    }
  }

  private func writeAsset(_ id: Int, of store: Store) throws -> Summary {
    try store.require(id: id)
    let path = out ?? "\(store.name)-\(id).png"
    try PNG.write(try store.pixels(of: id), to: path)
    return Summary(path: path, assets: [id])
  }

  private func writeSheet(of store: Store) throws -> Summary {
    try require(count, in: 1...10_000, option: "--count")
    if let columns { try require(columns, in: 1...1000, option: "--columns") }
    let first = from ?? store.ids.lowerBound
    try store.require(id: first)
    let ids = first..<min(store.ids.upperBound, first + count)
    let path = out ?? "\(store.name)-sheet.png"
    try PNG.write(ContactSheet(columns: columns).draw(try ids.map { try store.pixels(of: $0) }), to: path)
    return Summary(path: path, assets: Array(ids))
  }

  private struct Summary: Encodable {
    var path: String
    var assets: [Int]

    var text: String {
      assets.count == 1 ? "asset \(assets[0])" : "assets \(assets[0]) to \(assets[assets.count - 1])"
    }
  }
}

extension Store {
  /// The folder's name without its ending, for files made from the store.
  var name: String {
    let last = path.split(separator: "/").last.map(String.init) ?? "store"
    return last.hasSuffix(".fernery") ? String(last.dropLast(8)) : last
  }
}
