public import FractalCore
internal import FractalRendering
public import FractalSearch
internal import StoreReader
internal import Synchronization

/// Generates a store: searches a plan's catalog, renders it in order, commits in batches, seals.
///
/// The store depends on plan and count alone. A run that ends early, for whatever reason, has lost only what was not yet
/// committed; the same call goes on from there and ends with the same root.
public struct Generator: Sendable {
  /// What to generate.
  public let plan: GenerationPlan
  /// How many assets.
  public let count: Int
  /// The store's folder.
  public let path: String
  /// Threads that render.
  public var threads = Parallel.processorCount
  /// The instruction set of the kernels; all give the same store.
  public var instructionSet = InstructionSet.best
  /// The most assets that one commit takes; nil for as many as 64 MiB or two seconds hold.
  public var batchLimit: Int?
  /// The program's name and version, kept in the store for people.
  public var generatorVersion = "fernery"

  /// A generator of the first `count` assets of a plan into the folder `path`.
  public init(plan: GenerationPlan, count: Int, path: String) {
    self.plan = plan
    self.count = count
    self.path = path
  }

  /// How a run ended.
  public struct Outcome: Sendable {
    /// Assets that the store holds.
    public var count: Int
    /// Of these, how many it held already when the run began.
    public var resumedFrom: Int
    /// The Merkle root; nil if the run was stopped before the end.
    public var root: Digest32?
    /// What the search found; nil if the store had its catalog already.
    public var search: Search.Result?
  }

  /// Runs until the store is sealed or the monitor cancels.
  ///
  /// - Throws: `SearchError`, `StoreError` or ``StoreWriterError``; what was committed stays.
  public func run(monitor: Monitor = .silent) throws -> Outcome {
    var outcome = Outcome(count: 0, resumedFrom: 0)
    guard let session = try open(&outcome, monitor) else { return outcome }
    defer { session.close() }
    outcome.resumedFrom = session.nextID
    let finished = try render(into: session, monitor)
    outcome.count = session.nextID
    if finished {
      monitor.report("sealing", 0, 1)
      outcome.root = try session.seal()
      monitor.report("sealing", 1, 1)
    }
    return outcome
  }

  /// The session to append to; nil if the store is complete, which `outcome` then tells.
  private func open(_ outcome: inout Outcome, _ monitor: Monitor) throws -> StoreSession? {
    try validate()
    let planHash = plan.hash
    if try StoreSession.stands(at: path) {
      let opening = try StoreSession.resume(
        path: path, planHash: planHash, rendererVersion: AssetSpec.currentRendererVersion, shape: plan.search.shape,
        idRange: 0..<count)
      switch opening {
      case .growing(let session):
        try checkCatalog(of: session)
        return session
      case .sealed(let header):
        outcome = Outcome(count: header.count, resumedFrom: header.count, root: header.root)
        return nil
      }
    }
    let search = try Search.run(
      plan.search, count: count, threads: threads, instructionSet: instructionSet, monitor: monitor)
    outcome.search = search
    let entries = search.catalog.entries
    return try StoreSession.create(
      path: path,
      plan: StorePlan(
        generatorVersion: generatorVersion, rendererVersion: AssetSpec.currentRendererVersion, planHash: planHash,
        catalogHash: Catalog.hash(of: entries), seed: plan.search.seed, shape: plan.search.shape, idRange: 0..<count),
      catalog: entries)
  }

  /// Checks everything that can be known before any work is done.
  func validate() throws {
    try plan.validate()
    guard count >= 1 else { throw StoreWriterError(.invalidPlan, "the count is \(count); it must be at least 1") }
    guard threads >= 1 else { throw StoreWriterError(.invalidPlan, "threads are \(threads); there must be at least 1") }
  }

  /// Compares the catalog that an earlier run left with its hash: what is rendered from it must be the plan's.
  private func checkCatalog(of session: StoreSession) throws {
    let entries = try (0..<session.catalogCount).map { try session.specification(of: $0) }
    guard Catalog.hash(of: entries) == session.header.catalogHash else {
      session.close()
      throw StoreWriterError(
        .damaged, "the catalog of \(path) is damaged: move the store away and generate it anew")
    }
  }

  // MARK: - Rendering and committing

  /// Renders what is missing.
  ///
  /// While one batch is rendered, the one before it is committed by a thread of its own.
  ///
  /// - Returns: whether all is committed; false if the monitor cancelled.
  private func render(into session: StoreSession, _ monitor: Monitor) throws -> Bool {
    var next = session.nextID
    monitor.report("rendering", next, count)
    var pacer = BatchPacer(assetBytes: plan.search.shape.byteCount, threads: threads, limit: batchLimit)
    let crew = RenderCrew(threads: threads, instructionSet: instructionSet, licence: plan.licence)
    var waiting: [PreparedAsset] = []
    while next < count && !monitor.isCancelled() {
      let ids = next..<min(count, next + pacer.batchSize)
      let specifications = try ids.map { try AssetSpec(canonicalBytes: session.specification(of: $0)) }
      let committing = waiting
      let failure = Mutex<StoreWriterError?>(nil)
      let results = OrderedResults<PreparedAsset>(count: ids.count)
      let clock = ContinuousClock.now
      Parallel.both {
        do throws(StoreWriterError) { try session.append(committing) } catch { failure.withLock { $0 = error } }
      } _: {
        crew.render(specifications, from: ids.lowerBound, into: results) { finished in
          monitor.report("rendering", ids.lowerBound + finished, count)
          return !monitor.isCancelled()
        }
      }
      if let error = failure.withLock({ $0 }) { throw error }
      waiting = try results.prefix()
      next += waiting.count
      pacer.rendered(waiting.count, in: ContinuousClock.now - clock)
    }
    try session.append(waiting)
    return session.nextID == count
  }
}
