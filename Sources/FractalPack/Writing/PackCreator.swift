public import FractalCore
internal import StoreReader
internal import StoreWriter

/// Makes a pack of a finished store's assets.
///
/// The same store, settings and PNG library give the same bytes, the signature aside. A run that ends early, for whatever
/// reason, is gone on with by the same call; till the end nothing stands at the pack's path.
public struct PackCreator: Sendable {
  /// The store's folder.
  public let store: String
  /// Where the pack is made.
  public let output: PackOutput
  /// What it is made with.
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
  public func run(monitor: Monitor = .silent) throws -> PackOutcome {
    let store = try PackableStore(path: store)
    let survey = try StoreSurvey(store.store)
    let description = try survey.description(of: store.store, settings)
    let catalog = try store.catalog(licence: description.licence)
    let basis = [store.root.hex, PackPicture.rule, "\(settings.shardBytes)"]
    let count = store.store.count
    if let manifest = PackStaging.published(output, basis: basis, root: store.root) {
      return PackOutcome(manifest: manifest, byteCount: manifest.byteCount, resumedFrom: count, count: count)
    }
    let staging = try PackStaging(output, basis: basis)
    guard let finished = try staging.finishedShards(monitor) else {
      return PackOutcome(byteCount: 0, resumedFrom: 0, count: count)
    }
    var outcome = PackOutcome(
      byteCount: 0, resumedFrom: finished.last.map { $0.ids.upperBound - store.store.ids.lowerBound } ?? 0,
      count: count)
    let writing = ShardWriting(
      store: store.store, staging: staging, shardBytes: settings.shardBytes, threads: threads)
    guard let shards = try writing.run(after: finished, monitor) else { return outcome }
    let croissant = Croissant.json(
      description, shards: shards, shape: store.store.header.shape, hasImports: survey.imports > 0)
    let files = [(name: PackFiles.catalog, bytes: catalog.bytes), (name: PackFiles.croissant, bytes: croissant)]
    let manifest = try PackManifest(
      kind: .assets, description: description, settings: settings, store: store, files: files, shards: shards)
    outcome.byteCount = try staging.finish(manifest, files: files, key: settings.key)
    outcome.manifest = manifest
    return outcome
  }
}
