public import FractalCore
internal import StoreReader
internal import SystemIO

extension StoreSession {
  /// Makes a store in the folder `path`, with the whole of its catalog and no asset yet.
  ///
  /// The store is made beside its place and moved there, so that it is there with its catalog or not at all; the folder
  /// that holds it must exist.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - plan: what the store is to hold.
  ///   - catalog: the canonical form of every specification; its index is its id.
  /// - Throws: ``StoreWriterError`` when something other than an empty folder stands at `path`, when the plan is
  ///   impossible, or when writing fails. Then nothing has changed.
  public static func create(
    path: String, plan: StorePlan, catalog: [[UInt8]]
  ) throws(StoreWriterError) -> StoreSession {
    try create(path: path, plan: plan, catalog: catalog, folderMode: 0o755)
  }

  /// Makes a store in a folder of a given mode, which no other user may write in any case.
  static func create(
    path: String, plan: StorePlan, catalog: [[UInt8]], folderMode: UInt32
  ) throws(StoreWriterError) -> StoreSession {
    try check(plan, catalog: catalog)
    try checkVacant(path)
    let staging = try StagingFolder(beside: path, purpose: "new", mode: folderMode)
    do throws(StoreWriterError) {
      do throws(SystemFailure) {
        // The remains of an interrupted attempt.
        try staging.clear()
        try FolderWriting.makeDraft(staging.path(StoreFile.data))
      } catch {
        throw StoreWriterError(error, writing: path)
      }
      let header = StoreHeader(
        generatorVersion: plan.generatorVersion, rendererVersion: plan.rendererVersion, planHash: plan.planHash,
        catalogHash: plan.catalogHash, seed: plan.seed, shape: plan.shape, idRange: plan.idRange)
      let (environment, databases) = try makeData(in: staging.path, path: path, header: header, catalog: catalog)
      do throws(SystemFailure) {
        try FolderWriting.synchronizeFolder(staging.path)
        try staging.move(to: path)
      } catch {
        // Another process may have made it meanwhile.
        try checkVacant(path)
        throw error.isBusy ? volumeError(path) : StoreWriterError(error, writing: path)
      }
      return StoreSession(
        path: path, header: header, databases: databases, environment: environment, lock: staging.lock)
    } catch {
      staging.remove()
      throw error
    }
  }

  /// Writes header and catalog in one transaction.
  private static func makeData(
    in folder: String, path: String, header: StoreHeader, catalog: [[UInt8]]
  ) throws(StoreWriterError) -> (LMDBEnvironment, StoreDatabases) {
    let catalogBytes = catalog.reduce(0) { $0 + $1.count + 64 }
    let mapSize = MapSize.reserved(count: header.idRange.count, shape: header.shape, catalogBytes: catalogBytes)
    do throws(LMDBFailure) {
      let file = FolderWriting.path(StoreFile.data, in: folder)
      let environment = try LMDBEnvironment(path: file, mode: .writing(mapSize: mapSize))
      var made: StoreDatabases?
      try environment.commit(growingBy: 2 * catalogBytes) { (transaction) throws(LMDBFailure) in
        let databases = try StoreDatabases(in: transaction, creating: true)
        for (key, value) in header.entries {
          try databases.meta.put(value, at: Array(key.rawValue.utf8), in: transaction)
        }
        for (id, specification) in catalog.enumerated() {
          try databases.catalog.put(specification, at: UInt64(id), .last, in: transaction)
        }
        made = databases
      }
      guard let made else { throw LMDBFailure.inconsistent }
      return (environment, made)
    } catch {
      throw StoreWriterError(error, writing: path)
    }
  }

  private static func check(_ plan: StorePlan, catalog: [[UInt8]]) throws(StoreWriterError) {
    guard plan.shape.isValidAsset else {
      let sides = PixelShape.assetSides
      throw StoreWriterError(
        .invalidPlan,
        "assets cannot be \(plan.shape): sides are \(sides.lowerBound) to \(sides.upperBound), channels 1 or 3")
    }
    guard !plan.idRange.isEmpty else { throw StoreWriterError(.invalidPlan, "a store of no assets cannot be made") }
    guard plan.idRange.lowerBound >= 0, plan.idRange.upperBound <= catalog.count else {
      throw StoreWriterError(
        .invalidPlan,
        "the ids \(plan.idRange.lowerBound) to \(plan.idRange.upperBound - 1) are not all in the catalog, which has "
          + "\(catalog.count) specifications")
    }
  }

  static func checkVacant(_ path: String) throws(StoreWriterError) {
    let names: [String]
    do throws(SystemFailure) {
      switch try PathKind(of: path) {
      case .missing: return
      case .file: throw SystemFailure.taken
      case .folder: names = try FolderWriting.names(in: path)
      }
    } catch {
      guard error.isTaken else { throw StoreWriterError(error, writing: path) }
      throw StoreWriterError(.alreadyExists, "\(path) is a file: choose another path for the store")
    }
    guard !names.isEmpty else {
      // Told before a search that may take hours.
      guard !FolderWriting.isVolume(path) else { throw volumeError(path) }
      return
    }
    throw StoreWriterError(
      .alreadyExists,
      names.contains(StoreFile.data)
        ? "a store already stands at \(path): resume it or choose another path"
        : "the folder \(path) is not empty and no store: choose another path")
  }

  private static func volumeError(_ path: String) -> StoreWriterError {
    StoreWriterError(
      .cannotCreate,
      "\(path) is in use, as a mounted volume is, and its folder cannot be replaced by a store: name a folder in it, such as "
        + FolderWriting.path("store.fernery", in: path))
  }
}
