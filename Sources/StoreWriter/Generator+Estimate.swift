public import FractalCore
internal import FractalRendering
internal import FractalSearch
internal import StoreReader

extension Generator {
  /// What a run would do, take and need.
  public struct Estimate: Sendable {
    /// Assets that the store would hold.
    public var count: Int
    /// Proposals that it would choose them from.
    public var pool: Int
    /// The assets' shape.
    public var shape: PixelShape
    /// Assets that are there already.
    public var done: Int
    /// Seconds of search and rendering that are left; disks are not asked.
    public var seconds: Double
    /// Bytes of the finished store, about.
    public var diskBytes: Int
  }

  /// Estimates a run from a few proposals and assets that it makes and throws away; writes nothing.
  ///
  /// - Throws: `SearchError`, `StoreError` or ``StoreWriterError`` where a run would refuse to begin.
  public func estimate() throws -> Estimate {
    try plan.search.validate()
    var done: Int?
    if try StoreSession.stands(at: path) {
      let store = try Store(path: path)
      guard store.header.planHash == plan.hash, store.header.idRange == 0..<count else {
        throw StoreWriterError(
          .otherPlan, "the store \(path) was made from another plan or for another count: choose another path")
      }
      done = store.count
    }
    var sample = plan.search
    sample.pool = min(sample.pool, 512)
    let clock = ContinuousClock.now
    let found = try Search.run(sample, count: 1, threads: threads, instructionSet: instructionSet)
    let proposalSeconds = (ContinuousClock.now - clock) / .seconds(1) / Double(sample.pool)

    let crew = RenderCrew(threads: threads, instructionSet: instructionSet, licence: plan.licence)
    let assetSeconds = try crew.secondsPerAsset(found.catalog.specifications[0])

    let search = done == nil ? proposalSeconds * Double(plan.search.pool) : 0
    return Estimate(
      count: count, pool: plan.search.pool, shape: plan.search.shape, done: done ?? 0,
      seconds: search + assetSeconds * Double(count - (done ?? 0)),
      diskBytes: MapSize.onDisk(count: count, shape: plan.search.shape))
  }
}
