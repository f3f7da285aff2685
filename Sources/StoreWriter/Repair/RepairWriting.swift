internal import ContentHashing
internal import FractalCore
internal import FractalRendering
internal import StoreReader
internal import Synchronization

/// The second half of a repair: writes the sibling, proves it, and exchanges it with the store.
struct RepairWriting {
  let path: String
  let header: StoreHeader
  let plan: RepairPlan
  let licence: String
  let threads: Int
  let instructionSet: InstructionSet
  let monitor: Monitor

  private static let batchBytes = 64 << 20

  private var siblingPath: String {
    let (parent, name) = FolderWriting.split(path)
    return StoreFile.path(".\(name).repair", in: parent)
  }

  /// Writes the sibling.
  ///
  /// - Returns: its path; nil if the monitor cancelled.
  func run(expectedRoot: Digest32?) throws -> String? {
    let sibling = siblingPath
    try removeStore(sibling)
    let session = try StoreSession.create(
      path: sibling,
      plan: StorePlan(
        generatorVersion: header.generatorVersion, rendererVersion: header.rendererVersion, planHash: header.planHash,
        catalogHash: header.catalogHash, seed: header.seed, shape: header.shape, idRange: header.idRange),
      catalog: plan.catalog)
    do {
      let isWhole = try append(to: session)
      if isWhole, let expectedRoot {
        let root = try session.seal()
        guard root == expectedRoot else {
          throw StoreWriterError(
            .damaged,
            "\(path) cannot be repaired: what was kept and regrown has the root \(root.hex.prefix(16)) and "
              + "not \(expectedRoot.hex.prefix(16)); were its assets made with another licence, name it")
        }
      }
      session.close()
      guard isWhole else {
        try removeStore(sibling)
        return nil
      }
      return sibling
    } catch {
      session.close()
      try? removeStore(sibling)
      throw error
    }
  }

  /// Puts the sibling in the store's place and removes what was there.
  ///
  /// - Returns: where the repaired store is, if it could not be exchanged.
  func exchange(_ sibling: String) throws(StoreWriterError) -> String? {
    do throws(SystemFailure) {
      let folder = FolderWriting.split(path).parent
      guard try FolderWriting.exchange(sibling, path, inFolder: folder) else { return sibling }
    } catch {
      throw StoreWriterError(error, writing: path)
    }
    do throws(SystemFailure) {
      // Views and whatever else lies there belong to the same root.
      let own = Self.ownFiles
      for name in try FolderWriting.names(in: sibling) where !own.contains(name) {
        try FolderWriting.move(StoreFile.path(name, in: sibling), to: StoreFile.path(name, in: path), inFolder: path)
      }
    } catch {
      throw StoreWriterError(error, writing: path)
    }
    // Its lock, where it has one, is this repair's.
    Self.removeFiles(sibling)
    return nil
  }

  private static let ownFiles = [
    StoreFile.data, StoreFile.dataLock, StoreFile.seal, StoreFile.seal + ".tmp", StoreFile.writerLock,
  ]

  /// Removes a store's folder, such as an earlier repair left behind; one that is being written is left alone.
  private func removeStore(_ folder: String) throws(StoreWriterError) {
    guard (try? PathKind(of: folder)) == .folder else { return }
    let lock = try WriterLock(store: folder, lockFile: StoreFile.path(StoreFile.writerLock, in: folder))
    withExtendedLifetime(lock) { Self.removeFiles(folder) }
  }

  private static func removeFiles(_ folder: String) {
    for name in ownFiles { FolderWriting.removeFile(StoreFile.path(name, in: folder)) }
    FolderWriting.removeFolder(folder)
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
    throw StoreWriterError(.damaged, "asset \(id) of \(path) can no longer be read")
  }
}
