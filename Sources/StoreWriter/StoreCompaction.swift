internal import ContentHashing
public import FractalCore
internal import StoreReader
internal import SystemIO

/// Rewrites a finished store without the pages that growing left free; content and root stay.
///
/// The copy is made in a sibling, sealed, and exchanged with the store.
public struct StoreCompaction: Sendable {
  /// The store's folder.
  public let path: String

  /// A compaction of the store at `path`.
  public init(path: String) {
    self.path = path
  }

  /// The result of a compaction.
  public struct Outcome: Sendable {
    /// Bytes of the file before.
    public var bytesBefore: Int
    /// Bytes of the file after.
    public var bytesAfter: Int
    /// The root, the same as before.
    public var root: SHA256Digest
  }

  /// Compacts the store; O(bytes).
  ///
  /// - Throws: `StoreError` or ``StoreWriterError``; the store is then as it was. A store that its seal contradicts is
  ///   refused, because a new seal would hide the damage.
  public func run() throws -> Outcome {
    let sibling = try StoreStaging(of: path)
    defer { sibling.end() }
    let store = try Store(path: path)
    try store.requireSealed()
    guard let root = store.root else { throw StoreWriterError(.incomplete, "\(path) is not finished") }
    try checkSeal(store)
    try sibling.clear(besides: store.header)
    do throws(SystemFailure) {
      try sibling.makeFolder()
    } catch {
      throw StoreWriterError(error, staging: sibling.path, of: path)
    }
    do {
      try copy(store, root: root, into: sibling)
    } catch {
      sibling.removeRemains()
      throw error
    }
    let copied = try Store(path: sibling.path)
    guard copied.root == root, try copied.computedRoot() == root else {
      throw StoreWriterError(.damaged, "the compacted copy of \(path) in \(sibling.path) has another root: report this")
    }
    let (before, after) = (try store.fileSize, try copied.fileSize)
    try sibling.replaceStore(store)
    return Outcome(bytesBefore: before, bytesAfter: after, root: root)
  }

  /// Compares the file with its seal.
  private func checkSeal(_ store: Store) throws {
    let seal = try Seal(readingStore: path)
    let found: Seal
    do throws(SystemFailure) {
      found = try Seal(
        header: store.header, root: seal.root, dataPath: FolderWriting.path(StoreFile.data, in: path))
    } catch {
      throw StoreError(error, reading: path)
    }
    guard store.root == seal.root, found.fileSize == seal.fileSize, found.blockChecksums == seal.blockChecksums else {
      throw StoreWriterError(
        .damaged, "\(path) is not what its seal says: run `fernery store verify`, and repair it before compacting")
    }
  }

  private func copy(_ store: Store, root: SHA256Digest, into sibling: StoreStaging) throws {
    let data = FolderWriting.path(StoreFile.data, in: sibling.path)
    do throws(LMDBFailure) {
      let environment = try LMDBEnvironment(path: FolderWriting.path(StoreFile.data, in: path), mode: .sealed)
      try environment.copyCompacted(to: data)
    } catch {
      throw StoreWriterError(error, writing: sibling.path)
    }
    do throws(SystemFailure) {
      try FolderWriting.synchronizeFile(data)
      // The root stays, so what was derived from it stays good.
      try sibling.takeViews()
      let seal = try Seal(header: store.header, root: root, dataPath: data)
      try FolderWriting.replaceFile(
        FolderWriting.path(StoreFile.seal, in: sibling.path), with: seal.json, inFolder: sibling.path)
    } catch {
      throw StoreWriterError(error, writing: sibling.path)
    }
  }
}

extension Store {
  /// The Merkle root of the records that are there.
  func computedRoot() throws -> SHA256Digest {
    var tree = MerkleTree()
    for id in ids {
      let json = try record(of: id)
      tree.append(id: id, assetHash: try AssetRecord(json: json).assetHash, recordHash: SHA256Digest(sha256Of: json))
    }
    return tree.root
  }
}
