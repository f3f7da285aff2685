internal import ContentHashing
public import FractalCore
internal import FractalSearch
internal import StoreReader
internal import SystemIO

/// Joins different stores into a new one with a catalog of its own; pictures that are there already are dropped.
///
/// The assets keep their records and specifications, so those that were generated can still be repaired; their ids are
/// new. The result depends on the stores' content and order alone.
public struct StoreUnion: Sendable {
  /// The stores' folders; of equal pictures the first one stays.
  public let stores: [String]
  /// The folder of the store to make.
  public let path: String
  /// Threads that hash.
  public var threads = Parallel.processorCount
  /// The most assets that one commit takes; nil for as many as 64 MiB hold.
  public var batchLimit: Int?
  /// The program's name and version, kept in the store for people.
  public var generatorVersion = "fernery"

  /// A union of stores into the folder `path`.
  public init(stores: [String], path: String) {
    self.stores = stores
    self.path = path
  }

  /// How a union ended.
  public struct Outcome: Sendable {
    /// The store that was made.
    public var store: Generator.Outcome
    /// Assets that were dropped because an equal picture is there.
    public var duplicates: Int
  }

  /// Runs until the store is sealed or the monitor cancels; the same call goes on from there.
  ///
  /// - Throws: `StoreError`, or ``StoreWriterError`` with the code ``StoreWriterErrorCode/doNotFit`` where the pictures
  ///   have different shapes; then nothing has been written.
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome {
    guard !stores.isEmpty else { throw StoreWriterError(.doNotFit, "no store is named: name at least one") }
    let sources = try stores.map { try Store(path: $0) }
    for source in sources {
      try source.requireSealed()
      guard source.header.shape == sources[0].header.shape else {
        throw StoreWriterError(
          .doNotFit,
          "\(source.path) holds pictures of \(source.header.shape) and \(sources[0].path) of "
            + "\(sources[0].header.shape): only stores of one shape can be joined")
      }
    }
    let (origins, duplicates) = try Self.distinct(sources)
    let catalog = try origins.map { try $0.store.specification(of: $0.id) }
    let plan = StorePlan(
      generatorVersion: generatorVersion, rendererVersion: sources.map(\.header.rendererVersion).max() ?? 0,
      planHash: Self.planHash(sources), catalogHash: Catalog.hash(of: catalog), seed: 0,
      shape: sources[0].header.shape, idRange: 0..<catalog.count)
    let outcome = try StoreCopying(origins: origins, threads: threads, batchLimit: batchLimit)
      .run("joining", path: path, plan: plan, catalog: catalog, monitor)
    return Outcome(store: outcome, duplicates: duplicates)
  }

  /// The first asset of each hash, in order, and how many others there are.
  private static func distinct(_ sources: [Store]) throws -> ([AssetOrigin], duplicates: Int) {
    var seen: Set<SHA256Digest> = []
    var origins: [AssetOrigin] = []
    var duplicates = 0
    for source in sources {
      for id in source.ids {
        if seen.insert(try AssetRecord(json: source.record(of: id)).assetHash).inserted {
          origins.append(AssetOrigin(store: source, id: id))
        } else {
          duplicates += 1
        }
      }
    }
    return (origins, duplicates)
  }

  /// The plan of a union: a name, and the roots of what it was made from, in order.
  private static func planHash(_ sources: [Store]) -> SHA256Digest {
    var writer = CanonicalWriter()
    writer.write(contentsOf: Array("fernery union 1".utf8))
    for source in sources { writer.write(contentsOf: source.root?.bytes ?? []) }
    return SHA256Digest(sha256Of: writer.bytes)
  }
}
