public import FractalCore
internal import FractalSearch
internal import StoreReader
internal import SystemIO

extension StoreSession {
  /// Goes on with the store at `path`, which must be what the caller would make.
  ///
  /// The plan's hash is enough to know the store as one's own; its catalog is then read from it.
  ///
  /// - Throws: `StoreError` when no store of this version can be opened there; ``StoreWriterError`` when it was made
  ///   from another plan, another process is writing it, or it may not be written. Then nothing has changed.
  public static func resume(
    path: String, planHash: SHA256Digest, rendererVersion: UInt32, shape: PixelShape, idRange: Range<Int>
  ) throws -> Opening {
    let expected = Expectation(
      planHash: planHash, rendererVersion: rendererVersion, shape: shape, idRange: idRange)
    try StoreStaging.finishReplacement(of: path)
    if try Store.inspect(path) { return try .sealed(sealedHeader(path, expected)) }
    let lockFile = FolderWriting.path(StoreFile.writerLock, in: path)
    let lock = try WriterLock(store: path, lockFile: lockFile)
    do {
      // Asked again, because the last writer may have sealed it in between.
      if try Store.inspect(path) {
        lock.remove()
        return try .sealed(sealedHeader(path, expected))
      }
      let session = try reopen(path, expected, lock)
      do { try session.checkCatalog() } catch {
        session.close()
        throw error
      }
      return .growing(session)
    } catch {
      lock.remove()
      throw error
    }
  }

  /// Compares the catalog with its hash: what is rendered from it must be the plan's.
  private func checkCatalog() throws(StoreWriterError) {
    var entries: [[UInt8]] = []
    for id in 0..<(try catalogCount) { entries.append(try specification(of: id)) }
    guard Catalog.hash(of: entries) == header.catalogHash else {
      throw StoreWriterError(
        .damaged, "the catalog of \(path) is damaged: move the store away and generate it anew")
    }
  }

  private struct Expectation {
    var planHash: SHA256Digest
    var rendererVersion: UInt32
    var shape: PixelShape
    var idRange: Range<Int>

    func check(_ header: StoreHeader, path: String) throws(StoreWriterError) {
      func refuse(_ what: String, _ theirs: String, _ ours: String) -> StoreWriterError {
        StoreWriterError(
          .otherPlan,
          "the store \(path) was made \(what) \(theirs), and this is \(ours): choose another path, or ask for what it "
            + "was made for")
      }
      guard header.planHash == planHash else {
        throw refuse("from the plan", "\(header.planHash.hex.prefix(16))", "\(planHash.hex.prefix(16))")
      }
      guard header.rendererVersion == rendererVersion else {
        throw refuse("by the renderer's version", "\(header.rendererVersion)", "\(rendererVersion)")
      }
      guard header.shape == shape else { throw refuse("for pictures of", "\(header.shape)", "\(shape)") }
      guard header.idRange == idRange else {
        throw refuse("for the ids", "\(header.idRange)", "\(idRange)")
      }
    }
  }

  private static func reopen(_ path: String, _ expected: Expectation, _ lock: WriterLock) throws -> StoreSession {
    let file = FolderWriting.path(StoreFile.data, in: path)
    for name in [StoreFile.data, StoreFile.dataLock] {
      do throws(SystemFailure) {
        // LMDB follows links.
        try FolderWriting.requireOwnFile(FolderWriting.path(name, in: path))
      } catch {
        throw StoreWriterError(error, writing: FolderWriting.path(name, in: path))
      }
    }
    let header: StoreHeader
    do {
      let data = try FileDescriptor.regular(file)
      header = try StoreHeader(from: Store.trees(data, of: path), path: path)
      try expected.check(header, path: path)
      try checkPages(data, path)
    } catch let failure as SystemFailure {
      throw StoreError(failure, reading: path)
    }
    do throws(LMDBFailure) {
      // 0 takes the size that was reserved when the store was made.
      let environment = try LMDBEnvironment(path: file, mode: .writing(mapSize: 0))
      let transaction = try LMDBTransaction(environment, for: .reading)
      let databases = try StoreDatabases(in: transaction)
      try transaction.commit()
      try environment.clearDeadReaders()
      return StoreSession(path: path, header: header, databases: databases, environment: environment, lock: lock)
    } catch {
      throw StoreWriterError(error, writing: path)
    }
  }

  /// Walks all pages of the committed state before anything is written: LMDB believes them, and would put new assets over old
  /// ones where its list of free pages names a page in use.
  private static func checkPages(_ data: FileDescriptor, _ path: String) throws {
    var damage: StoreDamage?
    let state = CommittedState(PageFile(data, size: try data.size(), pageSize: 4096)) { found in
      if damage == nil { damage = found }
    }
    guard let damage = damage ?? (state == nil ? StoreDamage(.file, "it has no meta page") : nil) else { return }
    throw StoreWriterError(
      .damaged,
      "\(path) is damaged and cannot be gone on with (\(damage.text)): run `fernery store verify` on it, then "
        + "`fernery store repair`")
  }

  /// The header of a finished store; also removes what a writer that was killed right after sealing left behind.
  private static func sealedHeader(_ path: String, _ expected: Expectation) throws -> StoreHeader {
    let store = try Store(path: path)
    try expected.check(store.header, path: path)
    let lockFile = FolderWriting.path(StoreFile.writerLock, in: path)
    let isLeft = [lockFile, FolderWriting.path(StoreFile.dataLock, in: path)].contains {
      (try? PathKind(of: $0)) == .file
    }
    if isLeft, let lock = try? WriterLock(store: path, lockFile: lockFile) {
      removeLocks(path, lock)
    }
    return store.header
  }

  /// Removes the lock files, which a sealed store has none of.
  static func removeLocks(_ path: String, _ lock: WriterLock) {
    for name in [StoreFile.dataLock, StoreFile.seal + ".tmp"] {
      FolderWriting.removeFile(FolderWriting.path(name, in: path))
    }
    lock.remove(at: FolderWriting.path(StoreFile.writerLock, in: path))
  }
}
