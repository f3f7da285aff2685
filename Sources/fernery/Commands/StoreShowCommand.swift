import ArgumentParser
import Foundation
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

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Option(parsing: .unconditional, help: "Write this asset alone.")
  var id: Int?

  @Option(parsing: .unconditional, help: "The first asset of the sheet.")
  var from: Int?

  @Option(parsing: .unconditional, help: "How many assets the sheet shows: 1 to 10000.")
  var count = 96

  @Option(parsing: .unconditional, help: "Assets side by side: 1 to 1000 (default: what suits the count).")
  var columns: Int?

  @Option(name: .shortAndLong, help: "The PNG to write (default: NAME-sheet.png, or NAME-ID.png).", completion: .file())
  var out: String?

  @OptionGroup var replacement: ReplacementOptions

  @Flag(help: "Print what was written as JSON.")
  var json = false

  func run() throws {
    try ExitStatus.report {
      let store = try Store(path: store)
      let summary = try id.map { try writeAsset($0, of: store) } ?? writeSheet(of: store)
      if json { return try JSONOutput.print(summary) }
      summary.file.say("\(summary.path): \(summary.text)")
    }
  }

  private func writeAsset(_ id: Int, of store: Store) throws -> Summary {
    try store.require(id: id)
    let file = try file(named: "\(store.name)-\(id).png")
    try file.write(store.pixels(of: id))
    return Summary(file: file, assets: [id])
  }

  private func writeSheet(of store: Store) throws -> Summary {
    try require(count, in: 1...10_000, option: "--count")
    if let columns { try require(columns, in: 1...1000, option: "--columns") }
    let first = from ?? store.ids.lowerBound
    try store.require(id: first)
    let ids = first..<min(store.ids.upperBound, first + count)
    let file = try file(named: "\(store.name)-sheet.png")
    try file.write(ContactSheet(columns: columns).draw(try ids.map { try store.pixels(of: $0) }))
    return Summary(file: file, assets: Array(ids))
  }

  private func file(named name: String) throws -> OutputFile {
    try OutputFile(out ?? name, .png, force: replacement.force, json: json)
  }

  private struct Summary: Encodable {
    var path: String { file.path }
    var file: OutputFile
    var assets: [Int]

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(path, forKey: .path)
      try container.encode(assets, forKey: .assets)
    }

    private enum Key: CodingKey { case path, assets }

    var text: String {
      assets.count == 1 ? "asset \(assets[0])" : "assets \(assets[0]) to \(assets[assets.count - 1])"
    }
  }
}

extension Store {
  /// The folder's name without its ending, for files made from the store.
  var name: String {
    // A store in the folder that the process works in is `.`, which is no name.
    let last = URL(filePath: path).standardizedFileURL.lastPathComponent
    return last.hasSuffix(".fernery") ? String(last.dropLast(8)) : last
  }
}
