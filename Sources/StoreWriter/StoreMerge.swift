public import FractalCore
internal import StoreReader
internal import SystemIO

/// Joins stores of adjoining ranges of one catalog into one; every hash is compared and nothing dropped.
///
/// The root is the one that a single run over the whole range would have given.
public struct StoreMerge: Sendable {
  /// The shards' folders, in any order.
  public let shards: [String]
  /// The folder of the store to make.
  public let path: String
  /// Whether the shards may be less than the whole catalog.
  public var allowsParts = false
  /// Threads that hash.
  public var threads = Parallel.processorCount
  /// The most assets that one commit takes; nil for as many as 64 MiB hold.
  public var batchLimit: Int?
  /// The program's name and version, kept in the store for people.
  public var generatorVersion = "fernery"

  /// A merge of stores into the folder `path`.
  public init(shards: [String], path: String) {
    self.shards = shards
    self.path = path
  }

  /// Runs until the store is sealed or the monitor cancels; the same call goes on from there.
  ///
  /// - Throws: `StoreError`, or ``StoreWriterError`` with the code ``StoreWriterErrorCode/doNotFit`` for gaps, overlaps
  ///   and shards of other catalogs; then nothing has been written.
  public func run(monitor: TaskMonitor = .silent) throws -> Generator.Outcome {
    let stores = try Self.ordered(shards)
    let first = stores[0]
    let ids = first.header.idRange.lowerBound..<stores[stores.count - 1].header.idRange.upperBound
    let catalog = try first.catalogEntries()
    if !allowsParts && ids != 0..<catalog.count {
      throw StoreWriterError(
        .doNotFit,
        "the shards hold the ids \(ids.lowerBound) to \(ids.upperBound - 1), and the catalog has 0 to "
          + "\(catalog.count - 1): name the others too, or allow a part")
    }
    let plan = StorePlan(
      generatorVersion: generatorVersion, rendererVersion: first.header.rendererVersion,
      planHash: first.header.planHash, catalogHash: first.header.catalogHash, seed: first.header.seed,
      shape: first.header.shape, idRange: ids)
    let origins = stores.flatMap { store in store.ids.map { AssetOrigin(store: store, id: $0) } }
    return try StoreCopying(origins: origins, threads: threads, batchLimit: batchLimit)
      .run("merging", path: path, plan: plan, catalog: catalog, monitor)
  }

  /// The shards by their ids, once it is clear that they fit together.
  private static func ordered(_ paths: [String]) throws -> [Store] {
    guard !paths.isEmpty else { throw StoreWriterError(.doNotFit, "no shard is named: name at least one") }
    let stores = try paths.map { try Store(path: $0) }
      .sorted { $0.header.idRange.lowerBound < $1.header.idRange.lowerBound }
    for store in stores {
      try store.requireSealed()
      let (ours, theirs) = (stores[0].header, store.header)
      guard ours.catalogHash == theirs.catalogHash, ours.planHash == theirs.planHash,
        ours.rendererVersion == theirs.rendererVersion, ours.shape == theirs.shape
      else {
        throw StoreWriterError(
          .doNotFit,
          "\(store.path) and \(stores[0].path) are of different catalogs: `fernery store union` joins such stores")
      }
    }
    for (store, next) in zip(stores, stores.dropFirst()) {
      let (end, start) = (store.header.idRange.upperBound, next.header.idRange.lowerBound)
      if start < end {
        throw StoreWriterError(
          .doNotFit, "\(store.path) and \(next.path) overlap: both hold the asset \(start); name each shard once")
      }
      if start > end {
        throw StoreWriterError(
          .doNotFit, "the assets \(end) to \(start - 1) are in none of the shards: name the shard that holds them")
      }
    }
    return stores
  }
}
