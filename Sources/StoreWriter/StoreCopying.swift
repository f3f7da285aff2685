internal import FractalCore
internal import StoreReader

/// An asset that stands in a finished store.
struct AssetOrigin: Sendable {
  var store: Store
  var id: Int

  /// The asset under an id of a new store; its hashes are compared.
  func prepared(as newID: Int) throws -> PreparedAsset { try PreparedAsset(copying: id, of: store, as: newID) }
}

/// Makes a store out of assets of others.
struct StoreCopying {
  /// The sources of the assets, in the order of their new ids, which begin with the plan's range.
  let origins: [AssetOrigin]
  let threads: Int
  let batchLimit: Int?

  /// Runs until the store is sealed or the monitor cancels; the same call goes on from there.
  func run(
    _ phase: String, path: String, plan: StorePlan, catalog: [[UInt8]], _ monitor: TaskMonitor
  ) throws -> Generator.Outcome {
    let session: StoreSession
    switch try StoreSession.open(path: path, plan: plan, catalog: catalog) {
    case .growing(let growing): session = growing
    case .sealed(let header):
      return Generator.Outcome(count: header.count, resumedFrom: header.count, root: header.root)
    }
    defer { session.close() }
    let first = plan.idRange.lowerBound
    var outcome = Generator.Outcome(count: 0, resumedFrom: session.nextID - first)
    let pipeline = AssetPipeline(session: session, threads: threads, batchLimit: batchLimit)
    let origins = origins
    let finished = try pipeline.run(phase, to: plan.idRange.upperBound, monitor) { _ in
      { id, _ in try origins[id - first].prepared(as: id) }
    }
    outcome.count = session.nextID - first
    if finished { outcome.root = try session.seal(monitor) }
    return outcome
  }
}
