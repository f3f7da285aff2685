internal import ContentHashing
public import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// Makes one pack out of several packs or stores of one shape; equal pictures are taken once.
///
/// Records, licences and specifications stay with their assets; the ids are new, in the order of what is merged. A run
/// that ends early is gone on with by the same call. Two versions of one pack may be merged; what is trusted is
/// remembered when the pack stands.
public struct PackMerge: Sendable {
  /// The packs and stores.
  public let locations: [String]
  /// The output: a folder or a tar.
  public let output: PackOutput
  /// The settings of the pack.
  public let settings: PackSettings
  /// Whom to believe.
  public var trust = PackTrust()
  /// Threads that work.
  public var threads = Parallel.processorCount

  /// A merge of packs.
  public init(locations: [String], output: PackOutput, settings: PackSettings) {
    (self.locations, self.output, self.settings) = (locations, output, settings)
  }

  /// Runs until the pack stands or the monitor cancels.
  ///
  /// - Returns: the pack, and how many assets were dropped as duplicates; nil if the monitor cancelled.
  public func run(monitor: TaskMonitor = .silent) throws -> (pack: PackOutcome, duplicates: Int)? {
    var settings = settings
    settings.name = settings.name ?? "merged"
    let standing = try ExistingPack(at: output)
    try standing?.require(settings)
    var trust = trust
    // An earlier run may have made it and remembered the newest version; now nothing is taken, it is only compared.
    trust.allowsOlder = standing != nil
    let staging = try JoiningStaging(beside: output.path, purpose: "merging")
    var isDone = false
    defer { staging.end(isDone: isDone) }
    var stores: [String] = []
    for location in locations {
      guard let store = try staging.store(of: location, trust: &trust, threads: threads, monitor) else { return nil }
      stores.append(store)
    }
    let path = try staging.path(Self.unionName(stores))
    staging.keep(stores + [path])
    var union = StoreUnion(stores: stores, path: path)
    union.threads = threads
    union.generatorVersion = settings.generator
    let joined = try union.run(monitor: monitor)
    guard joined.store.root != nil else { return nil }
    var creator = PackCreator(store: union.path, output: output, settings: settings)
    creator.threads = threads
    let pack = try creator.run(monitor: monitor)
    guard pack.manifest != nil else { return nil }
    try trust.rememberAdmitted()
    isDone = true
    return (pack, joined.duplicates)
  }

  /// Of other content another name: a run never goes on with the union of other versions.
  private static func unionName(_ stores: [String]) throws -> String {
    let roots = try stores.flatMap { try PackableStore(path: $0).root.bytes }
    return "union-\(SHA256Digest(sha256Of: roots).hex.prefix(32)).fernery"
  }
}
