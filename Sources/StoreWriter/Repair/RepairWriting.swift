internal import ContentHashing
internal import FractalCore
internal import FractalRendering
internal import StoreReader
internal import Synchronization
internal import SystemIO

/// The second half of a repair: writes the sibling and proves it.
struct RepairWriting {
  let sibling: StoreStaging
  let header: StoreHeader
  let plan: RepairPlan
  let licence: String
  let threads: Int
  let instructionSet: InstructionSet
  let monitor: TaskMonitor

  private static let batchBytes = 64 << 20

  /// Writes the sibling, which must not be there yet.
  ///
  /// - Returns: whether it is finished; false if the monitor cancelled, and then it is gone.
  func run(expectedRoot: SHA256Digest?) throws -> Bool {
    let session = try StoreSession.create(
      path: sibling.path,
      plan: StorePlan(
        generatorVersion: header.generatorVersion, rendererVersion: header.rendererVersion, planHash: header.planHash,
        catalogHash: header.catalogHash, seed: header.seed, shape: header.shape, idRange: header.idRange),
      catalog: plan.catalog, folderMode: sibling.folderMode)
    do {
      let isWhole = try append(to: session)
      if isWhole, let expectedRoot {
        let root = try session.seal(monitor)
        guard root == expectedRoot else {
          throw StoreWriterError(
            .damaged,
            "\(sibling.store) cannot be repaired: what was kept and regrown has the root \(root.hex.prefix(16)) and "
              + "not \(expectedRoot.hex.prefix(16)); were its assets made with another licence, name it")
        }
      }
      session.close()
      if !isWhole { sibling.removeRemains() }
      return isWhole
    } catch {
      session.close()
      sibling.removeRemains()
      throw error
    }
  }

  // MARK: - Assets

  private func append(to session: StoreSession) throws -> Bool {
    let count = plan.sources.count
    let batch = max(1, Self.batchBytes / header.shape.byteCount)
    var next = 0
    while next < count {
      guard !monitor.isCancelled() else { return false }
      let places = next..<min(count, next + batch)
      let assets = try prepare(places)
      guard assets.count == places.count else { return false }
      try session.append(assets)
      next = places.upperBound
      monitor.report("repairing", next, count)
    }
    return true
  }

  private func prepare(_ places: Range<Int>) throws -> [PreparedAsset] {
    let results = OrderedResults<PreparedAsset>(count: places.count)
    let crew = RenderCrew(threads: threads, instructionSet: instructionSet, licence: licence)
    Parallel.forEach(places.count, threads: crew.threads) { item, worker in
      guard !monitor.isCancelled(), !results.hasFailed else { return }
      do {
        results.finish(item, with: try prepare(places.lowerBound + item, crew, worker: worker))
      } catch {
        results.fail(error)
      }
    }
    return try results.prefix()
  }

  private func prepare(_ place: Int, _ crew: RenderCrew, worker: Int) throws -> PreparedAsset {
    let id = header.idRange.lowerBound + place
    switch plan.sources[place] {
    case .copy(let json, let span):
      guard let pixels = plan.pages.bytes(of: span) else { break }
      return try PreparedAsset(id: id, picture: Picture(shape: header.shape, pixels: pixels), json: json)
    case .regrow(let json):
      let specification = try AssetSpec(canonicalBytes: plan.catalog[id])
      let asset = try crew.asset(specification, id: id, worker: worker)
      guard let json else { return asset }
      return try PreparedAsset(id: id, picture: asset.picture, json: json)
    case .lost: break
    }
    throw StoreWriterError(.damaged, "asset \(id) of \(sibling.store) can no longer be read")
  }
}
