public import FractalCore
internal import FractalRendering
internal import FractalSearch
internal import StoreReader
internal import SystemIO

/// Makes a finished store a longer prefix of its catalog: what is there is copied, only what is new is rendered.
///
/// The result is the store that would have been generated with that count. It grows in a sibling of the store, and the
/// two are exchanged at the end, so the store is whole at any moment; a run that ends early is gone on with by the
/// same call.
public struct StoreGrowth: Sendable {
  /// The source of the specifications that the store does not have.
  public enum Source: Sendable {
    /// The search of the plan that the store was made from.
    case plan(GenerationPlan)
    /// A catalog of the same plan.
    case catalog(CatalogFile)
    /// The store's own catalog, where it holds more than the store does.
    case ownCatalog
  }

  /// The store's folder.
  public let path: String
  /// How many assets it shall have.
  public let count: Int
  /// The source of the specifications.
  public let source: Source
  /// Threads that render.
  public var threads = Parallel.processorCount
  /// The instruction set of the kernels; all give the same store.
  public var instructionSet = InstructionSet.best
  /// The most assets that one commit takes; nil for as many as 64 MiB or two seconds hold.
  public var batchLimit: Int?
  /// The program's name and version, kept in the store for people.
  public var generatorVersion = "fernery"

  /// A growth of the store at `path` to `count` assets.
  public init(path: String, count: Int, source: Source) {
    self.path = path
    self.count = count
    self.source = source
  }

  /// How a run ended.
  public struct Outcome: Sendable {
    /// Assets that the store had.
    public var from: Int
    /// Assets that its successor has.
    public var count: Int
    /// The Merkle root; nil if the run was stopped before the end.
    public var root: SHA256Digest?
  }

  /// Runs until the store has grown or the monitor cancels.
  ///
  /// - Throws: `SearchError`, `StoreError` or ``StoreWriterError``; the store is as it was, and what was committed to its
  ///   sibling stays.
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome {
    let sibling = try StoreStaging.ifPermitted(of: path)
    defer { sibling?.end() }
    let store = try Store(path: path)
    try store.requireSealed()
    try check(store)
    if let sibling, try sibling.content(besides: store.header) != .growth { try sibling.clear(besides: store.header) }
    guard count > store.count else {
      return Outcome(from: store.count, count: store.count, root: store.root)
    }
    guard let sibling else { throw StoreStaging.permissionError(path) }
    var outcome = Outcome(from: store.count, count: store.count)
    if let session = try open(sibling, store, monitor) {
      defer { session.close() }
      let copied = try AssetPipeline(session: session, threads: threads, batchLimit: batchLimit)
        .run("copying", to: store.count, monitor) { _ in
          { id, _ in try PreparedAsset(copying: id, of: store, as: id) }
        }
      guard copied else { return outcome }
      let crew = RenderCrew(threads: threads, instructionSet: instructionSet, licence: try licence(store))
      let pipeline = AssetPipeline(session: session, threads: crew.threads, batchLimit: batchLimit)
      let rendered = try pipeline.run("rendering", to: count, monitor, maker: crew.maker(for: session))
      outcome.count = max(store.count, session.nextID)
      guard rendered else { return outcome }
      _ = try session.seal(monitor)
    }
    outcome.count = count
    outcome.root = try Store(path: sibling.path).root
    try sibling.replaceStore(store)
    return outcome
  }

  // MARK: - Before the work

  private func check(_ store: Store) throws {
    let header = store.header
    guard header.idRange.lowerBound == 0 else {
      throw StoreWriterError(
        .invalidPlan, "\(path) is a shard, which begins at the asset \(header.idRange.lowerBound): merge it first")
    }
    guard count >= store.count else {
      throw StoreWriterError(
        .invalidPlan, "\(path) holds \(store.count) assets already, and a store does not shrink to \(count)")
    }
    let planHash: SHA256Digest? =
      switch source {
      case .plan(let plan): plan.hash
      case .catalog(let catalog): catalog.planHash
      case .ownCatalog: nil
      }
    guard planHash == nil || planHash == header.planHash else {
      throw StoreWriterError(
        .otherPlan,
        "the store \(path) was made from another plan: give the preset, size, seed, pool, method and kept of then")
    }
    guard header.rendererVersion != 0 else {
      throw StoreWriterError(
        .otherPlan, "\(path) holds imported pictures, which have no longer catalog: import them again with the new ones"
      )
    }
    guard header.rendererVersion == AssetSpec.currentRendererVersion else {
      throw StoreWriterError(
        .otherPlan,
        "the assets of \(path) follow renderer version \(header.rendererVersion); this program renders version "
          + "\(AssetSpec.currentRendererVersion): use the release of Fernery that made it")
    }
  }

  /// The session in the sibling; nil if it is sealed already.
  private func open(_ sibling: StoreStaging, _ store: Store, _ monitor: TaskMonitor) throws -> StoreSession? {
    let header = store.header
    if sibling.exists, try StoreSession.stands(at: sibling.path) {
      if case .plan(let plan) = source { SearchJournal.removeRemains(at: journalPath(sibling), plan: plan.search) }
      do {
        let opening = try StoreSession.resume(
          path: sibling.path, planHash: header.planHash, rendererVersion: header.rendererVersion, shape: header.shape,
          idRange: 0..<count)
        guard case .growing(let session) = opening else { return nil }
        return session
      } catch let error as StoreWriterError where error.code == .otherPlan {
        throw StoreWriterError(
          .otherPlan,
          "\(path) is growing to another count already, in \(sibling.path): ask for that count, or remove that folder")
      }
    }
    let journal = try searchJournal(store, sibling)
    let entries = try entries(store, journal, monitor)
    let session = try StoreSession.create(
      path: sibling.path,
      plan: StorePlan(
        generatorVersion: generatorVersion, rendererVersion: header.rendererVersion, planHash: header.planHash,
        catalogHash: Catalog.hash(of: entries), seed: header.seed, shape: header.shape, idRange: 0..<count),
      catalog: entries, folderMode: sibling.folderMode)
    // From here on the sibling has the catalog itself.
    journal?.remove()
    return session
  }

  /// The journal of the search for more assets, beside the sibling; nil if none is needed.
  private func searchJournal(_ store: Store, _ sibling: StoreStaging) throws -> SearchJournal? {
    guard case .plan(let plan) = source, try store.catalogEntries().count < count else { return nil }
    try plan.search.validate(count: count)
    return try SearchJournal(path: journalPath(sibling), plan: plan.search)
  }

  private func journalPath(_ sibling: StoreStaging) -> String { sibling.path + ".search" }

  /// The catalog of the grown store, which begins as the store's own does.
  private func entries(_ store: Store, _ journal: SearchJournal?, _ monitor: TaskMonitor) throws -> [[UInt8]] {
    let own = try store.catalogEntries()
    if own.count >= count { return own }
    let entries: [[UInt8]]
    switch source {
    case .plan(let plan):
      entries = try Search.run(
        plan.search, count: count, threads: threads, instructionSet: instructionSet, monitor: monitor, journal: journal
      ).catalog.entries
    case .catalog(let catalog): entries = catalog.entries
    case .ownCatalog: entries = own
    }
    guard entries.count >= count else {
      throw StoreWriterError(
        .invalidPlan,
        "\(count) assets are asked for, and the catalog has \(entries.count): give the preset that the store was made "
          + "with, or a longer catalog")
    }
    guard entries.starts(with: own) else {
      throw StoreWriterError(
        .otherPlan, "the catalog of \(path) is not the beginning of this one: they are of different plans")
    }
    return entries
  }

  /// The licence of what is new: the plan's, or that of the assets that are there.
  private func licence(_ store: Store) throws -> String {
    switch source {
    case .plan(let plan): plan.licence
    case .catalog(let catalog): catalog.licence
    case .ownCatalog: try AssetRecord(json: store.record(of: 0)).facts.licence
    }
  }
}
