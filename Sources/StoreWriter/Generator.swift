public import FractalCore
internal import FractalRendering
public import FractalSearch
internal import StoreReader
internal import SystemIO

/// Generates a store: searches a plan's catalog, renders it in order, commits in batches, seals.
///
/// The store depends on plan and count alone. A run that ends early, for whatever reason, has lost only what was not yet
/// committed; the same call goes on from there and ends with the same root.
public struct Generator: Sendable {
  /// The plan to generate.
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
    public var root: SHA256Digest?
    /// The result of the search; nil if the store had its catalog already.
    public var search: Search.Result?

    /// The outcome of a run that ended with so many assets; without a root, it had not sealed them.
    public init(count: Int, resumedFrom: Int, root: SHA256Digest? = nil) {
      self.count = count
      self.resumedFrom = resumedFrom
      self.root = root
    }
  }

  /// Runs until the store is sealed or the monitor cancels.
  ///
  /// - Throws: `SearchError`, `StoreError` or ``StoreWriterError``; what was committed stays.
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome {
    var outcome = Outcome(count: 0, resumedFrom: 0)
    guard let session = try open(&outcome, monitor) else { return outcome }
    defer { session.close() }
    outcome.resumedFrom = session.nextID
    let crew = RenderCrew(threads: threads, instructionSet: instructionSet, licence: plan.licence)
    let pipeline = AssetPipeline(session: session, threads: crew.threads, batchLimit: batchLimit)
    let finished = try pipeline.run("rendering", to: count, monitor, maker: crew.maker(for: session))
    outcome.count = session.nextID
    if finished { outcome.root = try session.seal(monitor) }
    return outcome
  }

  /// The session to append to; nil if the store is complete, which `outcome` then tells.
  private func open(_ outcome: inout Outcome, _ monitor: TaskMonitor) throws -> StoreSession? {
    try validate()
    let planHash = plan.hash
    if try StoreSession.stands(at: path) {
      SearchJournal.removeRemains(at: journalPath, plan: plan.search)
      let opening = try StoreSession.resume(
        path: path, planHash: planHash, rendererVersion: AssetSpec.currentRendererVersion, shape: plan.search.shape,
        idRange: 0..<count)
      switch opening {
      case .growing(let session): return session
      case .sealed(let header):
        outcome = Outcome(count: header.count, resumedFrom: header.count, root: header.root)
        return nil
      }
    }
    let journal = try SearchJournal(path: journalPath, plan: plan.search)
    if try StoreSession.stands(at: path) {
      // Another process has just made it, and removed its journal.
      journal.remove()
      return try open(&outcome, monitor)
    }
    let search = try Search.run(
      plan.search, count: count, threads: threads, instructionSet: instructionSet, monitor: monitor, journal: journal)
    outcome.search = search
    let entries = search.catalog.entries
    let session = try StoreSession.create(
      path: path,
      plan: StorePlan(
        generatorVersion: generatorVersion, rendererVersion: AssetSpec.currentRendererVersion, planHash: planHash,
        catalogHash: Catalog.hash(of: entries), seed: plan.search.seed, shape: plan.search.shape, idRange: 0..<count),
      catalog: entries)
    // From here on the store has the catalog itself.
    journal.remove()
    return session
  }

  /// The journal of the search, which is kept until the store has its catalog.
  private var journalPath: String {
    let (parent, name) = FolderWriting.split(path)
    return "\(parent)/\(name).search"
  }

  /// Checks everything that can be known before any work is done.
  func validate() throws {
    try plan.validate()
    try plan.search.validate(count: count)
    guard threads >= 1 else { throw StoreWriterError(.invalidPlan, "threads are \(threads); there must be at least 1") }
  }
}
