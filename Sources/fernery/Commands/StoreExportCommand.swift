import ArgumentParser
import Foundation
import FractalCore
import FractalImageIO
import StoreReader
import StoreWriter
import SystemIO

struct StoreExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a store's assets as a folder of PNGs, one sub-folder a family.",
    discussion: """
      Image-folder loaders read the result as it is. Beside the sub-folders stands records.jsonl with each asset's \
      record, licence included. The folder appears when it is complete.

      EXAMPLE
        fernery store export demo.fernery --out demo-pngs
      """)

  @Argument(help: "The store's folder.", completion: .directory)
  var store: String

  @Option(name: .shortAndLong, help: "The folder to make (default: NAME-png).", completion: .file())
  var out: String?

  @OptionGroup var work: WorkOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try ExitStatus.report {
      try require(path: out, option: "--out")
      let store = try Store(path: store)
      try store.requireAssets()
      let threads = try work.threadCount()
      let path = out ?? "\(store.name)-png"
      guard !FileManager.default.fileExists(atPath: path) else {
        StagingFolder.removeRemains(beside: path, purpose: "partial")
        throw CommandError(.alreadyExists, "\(path) exists already; choose another folder with --out")
      }
      try OutputFolder.check(path, option: "--out")
      Interruption.install()
      let staging = try StagingFolder(beside: path, purpose: "partial")
      defer { staging.remove() }
      let made = staging.path("made")
      do {
        // The draft of a run that was killed.
        try staging.clear()
        try FolderWriting.makeFolder(made)
        let families = try export(store, into: URL(filePath: made, directoryHint: .isDirectory), threads: threads)
        try FolderWriting.move(made, to: path, inFolder: FolderWriting.split(path).parent)
        try report(path, families: families)
      } catch {
        throw Self.described(error, path, staging: made)
      }
    }
  }

  /// Writes all pictures and the records; returns how many each family has.
  private func export(_ store: Store, into folder: URL, threads: Int) throws -> [String: Int] {
    let rows = try store.ids.map { try store.readRecord($0) }
    for row in rows where !Self.isFolderName(row.family) {
      throw CommandError(
        .invalidData,
        "asset \(row.id) has the family `\(row.family)`, which is no name for a folder: nothing is exported")
    }
    let families = Dictionary(rows.map { ($0.family, 1) }, uniquingKeysWith: +)
    for family in families.keys {
      try FileManager.default.createDirectory(at: folder.appending(path: family), withIntermediateDirectories: false)
    }
    let progress = PhaseProgress(style: output.progressStyle, units: ["exporting": "assets"])
    defer { progress.finish() }
    let monitor = progress.monitor
    let results = OrderedResults<Void>(count: rows.count)
    Parallel.forEach(rows.count, threads: threads) { place, _ in
      guard !monitor.isCancelled(), !results.hasFailed else { return }
      do {
        let row = rows[place]
        let name = String(format: "%09d.png", row.id)
        try PNG.write(store.pixels(of: row.id), to: folder.appending(path: "\(row.family)/\(name)").path)
        results.finish(place, with: ()) { monitor.report("exporting", $0, rows.count) }
      } catch {
        results.fail(error)
      }
    }
    guard try results.prefix().count == rows.count else {
      progress.finish()
      StandardError.writeLine("fernery: stopped; nothing was exported")
      throw Interruption.exitCode
    }
    var lines = Data()
    for id in store.ids { lines.append(contentsOf: try store.record(of: id) + [UInt8(ascii: "\n")]) }
    try lines.write(to: folder.appending(path: "records.jsonl"))
    return families
  }

  /// Whether a family may be a folder: letters, digits, `-`, `_` and `.`, no `.` first, so that it stays where it is put.
  static func isFolderName(_ family: String) -> Bool {
    family.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]*/) != nil
  }

  private func report(_ folder: String, families: [String: Int]) throws {
    let count = families.values.reduce(0, +)
    if output.json { return try JSONOutput.print(Summary(folder: folder, count: count, families: families)) }
    let parts = families.sorted { $0.key < $1.key }.map { "\(HumanFormat.count($0.value)) \($0.key)" }
    print("\(folder): \(HumanFormat.count(count)) PNGs (\(parts.joined(separator: ", ")))")
  }

  /// The error in words about the folder that was asked for, not about the hidden one in which it is prepared.
  private static func described(_ error: any Error, _ folder: String, staging: String) -> any Error {
    switch error {
    case let error as PNGError:
      PNGError(error.code, error.message.replacing(staging, with: folder), cause: error.cause)
    case CocoaError.fileNoSuchFile, CocoaError.fileWriteNoPermission, CocoaError.fileWriteVolumeReadOnly:
      CommandError(.cannotCreate, "\(folder) cannot be made: its parent does not exist or may not be written")
    case CocoaError.fileWriteOutOfSpace:
      CommandError(.inputOutput, "no space left for \(folder), and nothing was exported: free some and try again")
    case let error as SystemFailure:
      if error.isNoSpace {
        CommandError(.inputOutput, "no space left for \(folder), and nothing was exported: free some and try again")
      } else {
        CommandError(.cannotCreate, "\(folder) cannot be made: \(error.cause.text)")
      }
    case let error as CocoaError:
      CommandError(.inputOutput, "\(folder) cannot be written: \(error.localizedDescription)")
    default: error
    }
  }

  private struct Summary: Encodable {
    var folder: String
    var count: Int
    var families: [String: Int]
  }
}
