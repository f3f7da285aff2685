internal import CanonicalData
internal import ContentHashing
public import FractalCore
internal import StoreReader
internal import Synchronization
internal import SystemIO

extension StoreSession {
  /// Finishes the store and ends the session: nothing changes in it any more.
  ///
  /// First the root is committed, then the seal is written; killed anywhere in between, a resumed session finishes with
  /// the same root. Reads every record and picture and, for the seal's checksums, the whole file.
  ///
  /// - Parameter monitor: told of the phases `proving`, in records, and `sealing`, in MiB; it cannot cancel.
  /// - Returns: the Merkle root.
  /// - Throws: ``StoreWriterError`` when assets are missing or damaged, or when writing fails: then the store can be resumed.
  public func seal(_ monitor: TaskMonitor = .silent) throws(StoreWriterError) -> SHA256Digest {
    let root = try commitRoot(monitor)
    try writeSeal(root: root, monitor)
    return root
  }

  /// The first half: commits root, count and state, and sees them onto the disk.
  package func commitRoot(_ monitor: TaskMonitor = .silent) throws(StoreWriterError) -> SHA256Digest {
    try withEnvironment { (environment, state) throws(StoreWriterError) in
      guard state.nextID == header.idRange.upperBound else {
        throw StoreWriterError(
          .incomplete,
          "\(path) cannot be sealed: \(header.idRange.upperBound - state.nextID) of \(header.idRange.count) assets are missing"
        )
      }
      let root = try computedRoot(environment, monitor)
      if let committed = state.committedRoot {
        guard committed == root else {
          throw StoreWriterError(
            .damaged, "\(path) is damaged: its records give the root \(root) and it was finished with \(committed)")
        }
      } else {
        try commit(root, environment)
        state.committedRoot = root
      }
      do throws(LMDBFailure) {
        // An earlier session may have been killed before it cut the file to its pages.
        try environment.fitFile()
        try environment.synchronize()
      } catch {
        throw StoreWriterError(error, writing: path)
      }
      return root
    }
  }

  /// The second half: closes the file and puts the seal beside it.
  private func writeSeal(root: SHA256Digest, _ monitor: TaskMonitor) throws(StoreWriterError) {
    try state.withLock { (state) throws(StoreWriterError) in
      state.environment = nil
      do throws(SystemFailure) {
        let seal = try Seal(
          header: header, root: root, dataPath: FolderWriting.path(StoreFile.data, in: path), monitor: monitor)
        try FolderWriting.replaceFile(FolderWriting.path(StoreFile.seal, in: path), with: seal.json, inFolder: path)
      } catch {
        throw StoreWriterError(error, writing: path)
      }
      // Under the lock still, so that no other writer is in between.
      if let lock = state.lock { Self.removeLocks(path, lock) }
      state.lock = nil
    }
  }

  /// The root of all records, read in their order.
  private func computedRoot(_ environment: LMDBEnvironment, _ monitor: TaskMonitor) throws(StoreWriterError)
    -> SHA256Digest
  {
    var tree = MerkleTree()
    let range = header.idRange
    monitor.report("proving", 0, range.count)
    do throws(LMDBFailure) {
      let transaction = try LMDBTransaction(environment, for: .reading)
      let images = try LMDBCursor(databases.images, in: transaction)
      // Keys ascend and are whole numbers: with these ends and this count none is missing.
      guard try databases.images.count(in: transaction) == range.count,
        try images.last().flatMap({ Self.id($0.key) }) == range.upperBound - 1,
        try images.first().flatMap({ Self.id($0.key) }) == range.lowerBound
      else { throw LMDBFailure.inconsistent }
      var picture = try images.first()
      let records = try LMDBCursor(databases.records, in: transaction)
      for id in range {
        guard let (key, value) = try records.next(), Self.id(key) == id, let envelope = RecordEnvelope(stored: value),
          let record = try? AssetRecord(json: envelope.json)
        else { throw LMDBFailure.inconsistent }
        // Data that are damaged by now must not be sealed.
        guard let pixels = picture, Self.id(pixels.key) == id, Checksum.crc32c(pixels.value) == envelope.pixelChecksum
        else { throw LMDBFailure.inconsistent }
        picture = try images.next()
        tree.append(id: id, assetHash: record.assetHash, recordHash: SHA256Digest(sha256Of: envelope.json))
        if tree.count & 0xFF == 0 || tree.count == range.count { monitor.report("proving", tree.count, range.count) }
      }
      guard try records.next() == nil else { throw LMDBFailure.inconsistent }
    } catch {
      throw StoreWriterError(error, writing: path)
    }
    return tree.root
  }

  private func commit(_ root: SHA256Digest, _ environment: LMDBEnvironment) throws(StoreWriterError) {
    var sealed = header
    sealed.state = .sealed
    sealed.root = root
    sealed.count = header.idRange.count
    do throws(LMDBFailure) {
      let entries = sealed.entries
      try environment.commit(growingBy: 1 << 20) { (transaction) throws(LMDBFailure) in
        for (key, value) in entries {
          try databases.meta.put(value, at: Array(key.rawValue.utf8), in: transaction)
        }
      }
    } catch {
      throw StoreWriterError(error, writing: path)
    }
  }

  private static func id(_ key: UnsafeRawBufferPointer) -> Int? {
    key.count == 8 ? Int(exactly: UInt64(bigEndian: key.loadUnaligned(as: UInt64.self))) : nil
  }
}
