public import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// Makes a pack of a finished store's assets.
///
/// The same store, settings and PNG library give the same bytes, the signature aside. A run that ends early, for whatever
/// reason, is gone on with by the same call; till the end nothing stands at the pack's path.
public struct PackCreator: Sendable {
  /// The store's folder.
  public let store: String
  /// The output: a folder or a tar.
  public let output: PackOutput
  /// The settings of the pack.
  public let settings: PackSettings
  /// Threads that compress.
  public var threads = Parallel.processorCount

  /// A pack of the store at `store`.
  public init(store: String, output: PackOutput, settings: PackSettings) {
    (self.store, self.output, self.settings) = (store, output, settings)
  }

  /// Runs until the pack stands or the monitor cancels.
  ///
  /// - Throws: ``PackError``, `StoreError` or `StoreWriterError`; finished shards stay for the next run.
  public func run(monitor: TaskMonitor = .silent) throws -> PackOutcome {
    let store = try PackableStore(path: store)
    let content = try Content(store, settings)
    let count = store.store.count
    if let standing = try ExistingPack(at: output) {
      return try outcome(standing, content, count, monitor)
    }
    let staging = try PackStaging(output, basis: [store.root.hex, PackPicture.rule, "\(settings.shardBytes)"])
    guard let finished = try staging.finishedShards(monitor) else {
      return PackOutcome(byteCount: 0, resumedFrom: 0, count: count)
    }
    var outcome = PackOutcome(
      byteCount: 0, resumedFrom: finished.last.map { $0.ids.upperBound - store.store.ids.lowerBound } ?? 0,
      count: count)
    let writing = ShardWriting(
      store: store.store, staging: staging, shardBytes: settings.shardBytes, threads: threads)
    guard let shards = try writing.run(after: finished, monitor) else { return outcome }
    let (manifest, files) = try content.manifest(shards)
    guard let size = try staging.finish(manifest, files: files, key: settings.key, monitor) else { return outcome }
    (outcome.byteCount, outcome.manifest) = (size, manifest)
    return outcome
  }

  /// The outcome where the very pack stands already.
  private func outcome(
    _ standing: ExistingPack, _ content: Content, _ count: Int, _ monitor: TaskMonitor
  ) throws -> PackOutcome {
    try standing.require(settings)
    let expected = try content.manifest(standing.manifest.shards).manifest
    var outcome = PackOutcome(byteCount: 0, resumedFrom: count, count: count)
    guard try standing.require(expected, signedBy: settings.key?.publicKey, monitor) else { return outcome }
    PackStaging.removeRemains(of: output)
    (outcome.byteCount, outcome.manifest) = (standing.byteCount, expected)
    return outcome
  }

  /// The files of a store's pack other than its shards.
  private struct Content {
    let store: PackableStore
    let settings: PackSettings
    let survey: StoreSurvey
    let description: PackDescription
    let catalog: [UInt8]

    init(_ store: PackableStore, _ settings: PackSettings) throws {
      (self.store, self.settings) = (store, settings)
      survey = try StoreSurvey(store.store)
      description = try survey.description(of: store.store, settings)
      catalog = try store.catalog(licence: description.licence).bytes
    }

    /// The manifest with these shards, and the files that it names beside them.
    func manifest(
      _ shards: [PackManifest.Shard]
    ) throws -> (manifest: PackManifest, files: [(name: String, bytes: [UInt8])]) {
      let croissant = Croissant.json(
        description, shards: shards, shape: store.store.header.shape, hasImports: survey.imports > 0)
      let files = [(name: PackFiles.catalog, bytes: catalog), (name: PackFiles.croissant, bytes: croissant)]
      let manifest = try PackManifest(
        kind: .assets, description: description, settings: settings, store: store, files: files, shards: shards)
      return (manifest, files)
    }
  }
}
