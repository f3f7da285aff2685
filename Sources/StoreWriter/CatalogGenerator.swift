public import FractalCore
internal import FractalRendering
internal import StoreReader
internal import SystemIO

/// Renders a range of a catalog's file into a store, under the ids that the assets have in the catalog.
///
/// Stores of adjoining ranges are merged by ``StoreMerge`` into what one run would have made.
public struct CatalogGenerator: Sendable {
  /// The catalog to render.
  public let catalog: CatalogFile
  /// Which of it.
  public let idRange: Range<Int>
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

  /// A generator of a range of `catalog`'s ids into the folder `path`.
  public init(catalog: CatalogFile, idRange: Range<Int>, path: String) {
    self.catalog = catalog
    self.idRange = idRange
    self.path = path
  }

  /// Runs until the store is sealed or the monitor cancels; the same call goes on from there.
  ///
  /// - Throws: `StoreError`, `RenderingError` or ``StoreWriterError``; what was committed stays.
  public func run(monitor: TaskMonitor = .silent) throws -> Generator.Outcome {
    try catalog.requireCurrentRenderer("the catalog")
    let plan = catalog.storePlan(ids: idRange, generatorVersion: generatorVersion)
    let session: StoreSession
    switch try StoreSession.open(path: path, plan: plan, catalog: catalog.entries) {
    case .growing(let growing): session = growing
    case .sealed(let header):
      return Generator.Outcome(count: header.count, resumedFrom: header.count, root: header.root)
    }
    defer { session.close() }
    var outcome = Generator.Outcome(count: 0, resumedFrom: session.nextID - idRange.lowerBound)
    let crew = RenderCrew(threads: threads, instructionSet: instructionSet, licence: catalog.licence)
    let pipeline = AssetPipeline(session: session, threads: crew.threads, batchLimit: batchLimit)
    let finished = try pipeline.run(
      "rendering", to: idRange.upperBound, monitor, maker: crew.maker(for: session))
    outcome.count = session.nextID - idRange.lowerBound
    if finished { outcome.root = try session.seal(monitor) }
    return outcome
  }

  /// Estimates a run from a few assets that it makes and throws away; writes nothing.
  ///
  /// - Throws: as ``run(monitor:)`` where that would refuse to begin.
  public func estimate() throws -> Generator.Estimate {
    try catalog.requireCurrentRenderer("the catalog")
    var done = 0
    if try StoreSession.stands(at: path) {
      let store = try Store(path: path)
      guard store.header.catalogHash == catalog.hash, store.header.idRange == idRange else {
        throw StoreWriterError(
          .otherPlan, "the store \(path) was made from another catalog or range: choose another path")
      }
      done = store.count
    }
    let crew = RenderCrew(threads: threads, instructionSet: instructionSet, licence: catalog.licence)
    guard idRange.lowerBound >= 0, idRange.upperBound <= catalog.entries.count, !idRange.isEmpty else {
      throw StoreWriterError(.invalidPlan, "the ids \(idRange) are not all in the catalog")
    }
    // Evenly spread, because a catalog takes its laws in turn.
    let trials = min(idRange.count, Generator.trialAssets)
    let specifications = try (0..<trials).map { trial in
      try AssetSpec(canonicalBytes: catalog.entries[idRange.lowerBound + trial * idRange.count / trials])
    }
    return Generator.Estimate(
      count: idRange.count, pool: 0, shape: catalog.shape, done: done,
      seconds: try crew.secondsPerAsset(specifications) * Double(idRange.count - done),
      diskBytes: MapSize.onDisk(count: idRange.count, shape: catalog.shape))
  }
}
