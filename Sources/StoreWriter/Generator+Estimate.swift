public import FractalCore
internal import FractalRendering
internal import FractalSearch
internal import StoreReader
internal import SystemIO

extension Generator {
  /// The work, time and disk space of a run.
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
    try validate()
    var done: Int?
    if try StoreSession.stands(at: path) {
      let store = try Store(path: path)
      guard store.header.planHash == plan.hash, store.header.idRange == 0..<count else {
        throw StoreWriterError(
          .otherPlan, "the store \(path) was made from another plan or for another count: choose another path")
      }
      done = store.count
    }
    let left = count - (done ?? 0)
    let trial = try trial()
    var seconds = trial.assetSeconds * Double(left)
    if done == nil {
      seconds += trial.proposalSeconds * Double(plan.search.pool)
      // Each choice is compared with every candidate, and only what passes the gates is one.
      seconds += trial.comparisonSeconds * Double(plan.search.pool) * trial.passing * Double(count)
    }
    return Estimate(
      count: count, pool: plan.search.pool, shape: plan.search.shape, done: done ?? 0, seconds: left > 0 ? seconds : 0,
      diskBytes: MapSize.onDisk(count: count, shape: plan.search.shape))
  }

  private struct Trial {
    var proposalSeconds: Double
    /// The share of proposals that pass the gates.
    var passing: Double
    var comparisonSeconds: Double
    var assetSeconds: Double
  }

  /// Assets that a trial renders: of every law its share, as a set has them.
  static let trialAssets = 16

  /// Searches a small part of the pool, more of it until enough passes the gates, and renders what it found.
  private func trial() throws -> Trial {
    let workers = min(threads, Parallel.processorCount)
    var sample = plan.search
    sample.method = .pool
    sample.pool = min(512, plan.search.pool)
    var wanted = min(count, Self.trialAssets)
    while true {
      do {
        let search = try Self.seconds {
          try Search.run(sample, count: wanted, threads: workers, instructionSet: instructionSet)
        }
        let crew = RenderCrew(threads: workers, instructionSet: instructionSet, licence: plan.licence)
        return Trial(
          proposalSeconds: search.seconds / Double(sample.pool),
          passing: Double(search.value.candidates) / Double(max(1, search.value.proposals)),
          comparisonSeconds: Search.secondsPerComparison(threads: workers, instructionSet: instructionSet),
          assetSeconds: try crew.secondsPerAsset(search.value.catalog.specifications))
      } catch let error as SearchError where error.code == .poolTooSmall {
        // Gates may be so strict that few pass: one asset tells something too.
        guard wanted > 1 || sample.pool < plan.search.pool else { throw error }
        if sample.pool < plan.search.pool { sample.pool = min(8 * sample.pool, plan.search.pool) } else { wanted = 1 }
      }
    }
  }

  private static func seconds<Value>(_ work: () throws -> Value) rethrows -> (value: Value, seconds: Double) {
    let clock = ContinuousClock.now
    let value = try work()
    return (value, (ContinuousClock.now - clock) / .seconds(1))
  }
}
