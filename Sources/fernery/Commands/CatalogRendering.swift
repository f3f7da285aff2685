import ArgumentParser
import Foundation
import FractalCore
import Presets
import StoreWriter

/// `fernery generate --catalog`: renders a catalog, or a part of it, into a store.
struct CatalogRendering {
  let catalogPath: String
  let shard: ShardArgument?
  let count: Int?
  let store: String?
  let dryRun: Bool
  let batch: Int?
  let work: WorkOptions
  let output: OutputOptions

  func run() throws {
    let catalog = try CatalogFile(path: catalogPath)
    let total = count ?? catalog.entries.count
    guard (1...catalog.entries.count).contains(total) else {
      throw CommandError(
        .outOfRange, "--count is \(total), and \(catalogPath) has \(catalog.entries.count) specifications")
    }
    let part = try shard?.shard()
    let ids = part?.ids(of: total) ?? 0..<total
    guard !ids.isEmpty else {
      throw CommandError(.outOfRange, "\(total) assets cannot be shared among so many shards: this one gets none")
    }
    try require(path: store, option: "--store")
    let path = store ?? defaultName(part)
    try OutputFolder.check(path, option: "--store")
    var generator = CatalogGenerator(catalog: catalog, idRange: ids, path: path)
    generator.threads = try work.threadCount()
    generator.instructionSet = try work.level()
    generator.batchLimit = batch
    generator.generatorVersion = "fernery \(Fernery.version)"
    if dryRun { return try report(generator.estimate(), path: path, ids: ids, threads: generator.threads) }
    let start = ContinuousClock.now
    let outcome = try LongWork.run(output) { try generator.run(monitor: $0) }
    let made = MadeStore(path, outcome, since: start)
    if output.json { try JSONOutput.print(made) } else { print(made.text) }
    if outcome.root == nil { throw Interruption.exitCode }
  }

  /// The catalog's name, and the part: `ipmix-2-of-8.fernery`.
  private func defaultName(_ part: Shard?) -> String {
    let name = URL(filePath: catalogPath).deletingPathExtension().lastPathComponent
    return part.map { "\(name)-\($0.index + 1)-of-\($0.count).fernery" } ?? "\(name).fernery"
  }

  private func report(_ estimate: Generator.Estimate, path: String, ids: Range<Int>, threads: Int) throws {
    if output.json {
      return try JSONOutput.print(
        Estimate(
          store: path, firstID: ids.lowerBound, count: estimate.count, done: estimate.done, seconds: estimate.seconds,
          diskBytes: estimate.diskBytes))
    }
    if estimate.done == estimate.count {
      return print("\(path) is complete already: \(HumanFormat.count(estimate.count)) assets, nothing would be done")
    }
    print(
      """
      would write \(path): the assets \(ids.lowerBound) to \(ids.upperBound - 1) of \(catalogPath), \(estimate.shape)
      already there:  \(HumanFormat.count(estimate.done))
      time:           about \(HumanFormat.duration(seconds: estimate.seconds)) with \(threads) threads
      disk:           about \(HumanFormat.bytes(estimate.diskBytes))
      """)
  }

  private struct Estimate: Encodable {
    var store: String
    var firstID: Int
    var count: Int
    var done: Int
    var seconds: Double
    var diskBytes: Int
  }
}
