internal import ContentHashing
public import FractalCore
internal import StoreReader

extension StoreSession {
  /// Appends assets in one transaction: when this returns they are on the disk, when it throws nothing has changed.
  ///
  /// One call is one sync of the disk: batches of about 64 MiB (see ``PreparedAsset/byteCount``) are fast, single
  /// assets slow. O(n) in bytes, and O(log n) in the store's size for the index entries.
  ///
  /// - Parameter assets: their ids go on from ``nextID`` one by one.
  /// - Throws: ``StoreWriterError`` for an asset that does not fit this store, and when writing fails.
  public func append(_ assets: [PreparedAsset]) throws(StoreWriterError) {
    guard !assets.isEmpty else { return }
    try withEnvironment { (environment, state) throws(StoreWriterError) in
      try check(assets, nextID: state.nextID, environment)
      do throws(LMDBFailure) {
        try write(assets, environment)
      } catch {
        throw StoreWriterError(error, writing: path)
      }
      state.nextID += assets.count
    }
  }

  private func check(
    _ assets: [PreparedAsset], nextID: Int, _ environment: LMDBEnvironment
  ) throws(StoreWriterError) {
    for (place, asset) in assets.enumerated() {
      guard asset.id == nextID + place, asset.id < header.idRange.upperBound else {
        throw StoreWriterError(
          .invalidAsset,
          "asset \(asset.id) cannot be appended to \(path): the next id is \(nextID + place), and the ids are "
            + "\(header.idRange)")
      }
      guard asset.picture.shape == header.shape else {
        throw StoreWriterError(
          .invalidAsset,
          "asset \(asset.id) is \(asset.picture.shape) and cannot be appended to \(path), whose are \(header.shape)")
      }
    }
    let specifications = try catalogEntries(assets.map(\.id), environment)
    for (asset, specification) in zip(assets, specifications)
    where asset.specificationHash != SHA256Digest(sha256Of: specification) {
      throw StoreWriterError(
        .invalidAsset, "asset \(asset.id) was not made from the specification that the catalog of \(path) has for it")
    }
  }

  private func write(_ assets: [PreparedAsset], _ environment: LMDBEnvironment) throws(LMDBFailure) {
    // A reader that was killed in a transaction would keep pages from being used again, commit after commit.
    try environment.clearDeadReaders()
    // A picture's and a record's value round up to whole pages, and the index by hash may take two pages of its own.
    let batch = assets.reduce(0) { $0 + $1.byteCount + 4 * 4096 }
    try environment.commitLarge(growingBy: batch) { (transaction) throws(LMDBFailure) in
      for asset in assets { try put(asset, in: transaction) }
      var next = CanonicalWriter()
      next.write(UInt64(assets[assets.count - 1].id) + 1)
      try databases.progress.put(next.bytes, at: UInt64(header.idRange.lowerBound), .sorted, in: transaction)
    }
  }

  private func put(_ asset: PreparedAsset, in transaction: LMDBTransaction) throws(LMDBFailure) {
    let id = UInt64(asset.id)
    try databases.images.put(asset.picture.pixels, at: id, .last, in: transaction)
    try databases.records.put(asset.envelope, at: id, .last, in: transaction)
    let idBytes = withUnsafeBytes(of: id.bigEndian) { Array($0) }
    try databases.hashes.put(idBytes, at: Array(asset.assetHash.bytes.prefix(16)), in: transaction)
    for key in asset.attributeKeys { try databases.attributes.put([], at: key, in: transaction) }
  }
}
