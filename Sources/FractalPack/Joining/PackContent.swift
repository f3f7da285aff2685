internal import ContentHashing
internal import FractalCore
internal import StoreReader
internal import StoreWriter

/// The records of a pack of assets, or of a store, without its pictures.
struct PackContent {
  /// The pack's name and version, or the store's path.
  var title: String
  /// The Merkle root.
  var root: SHA256Digest
  /// The ids that there are.
  var ids: Range<Int>
  /// SHA-256 of each record's JSON, which names the picture's own, by place.
  var records: [SHA256Digest] = []
  /// The hash of each picture, by place.
  var pictures: [SHA256Digest] = []

  /// Reads a pack, every digest compared, or a store.
  ///
  /// - Returns: nil if the monitor cancelled.
  init?(_ location: String, _ phase: String, trust: PackTrust, _ monitor: TaskMonitor) throws {
    if try PackableStore.stands(at: location, trust: trust) {
      try self.init(store: location)
    } else {
      let pack = try OpenedPack(PackLocation.source(location, monitor), trust: trust)
      try pack.require(.assets)
      try self.init(pack, phase, monitor)
    }
  }

  private init(store path: String) throws {
    let store = try PackableStore(path: path)
    (title, root, ids) = (path, store.root, store.store.ids)
    for id in ids { _ = try append(store.store.record(of: id)) }
  }

  private init?(_ pack: OpenedPack, _ phase: String, _ monitor: TaskMonitor) throws {
    let manifest = pack.manifest
    title = "\(manifest.description.name) \(manifest.description.version)"
    (root, ids) = (manifest.root, manifest.origin.ids)
    for file in manifest.files { _ = try pack.bytes(of: file.name) }
    let total = manifest.shards.reduce(0) { $0 + $1.file.size }
    var before = 0
    var tree = MerkleTree()
    for shard in manifest.shards {
      let slice = try Spool.verified(shard.file, from: pack.source.open(shard.file), at: nil) { done in
        monitor.report(phase, before + done, total)
        return !monitor.isCancelled()
      }
      guard let slice else { return nil }
      var reader = ShardReader(slice, shard: shard, shape: manifest.origin.shape)
      while let asset = try reader.next(withPicture: false) {
        let (picture, record) = try append(asset.record)
        tree.append(id: asset.id, assetHash: picture, recordHash: record)
      }
      before += shard.file.size
    }
    try pack.source.finish()
    guard tree.root == manifest.root else {
      throw PackError(.otherRoot, "the records of \(title) do not give the root that its manifest names: do not use it")
    }
    monitor.report(phase, total, total)
  }

  /// - Returns: the hashes of the picture and of the record.
  private mutating func append(_ record: [UInt8]) throws -> (SHA256Digest, SHA256Digest) {
    let hash: SHA256Digest
    do throws(StoreWriterError) { hash = try AssetRecord(json: record).assetHash } catch {
      throw PackError(.wrongContent, "a record of \(title) is not what a record must be: do not use it")
    }
    records.append(SHA256Digest(sha256Of: record))
    pictures.append(hash)
    return (hash, records[records.count - 1])
  }
}
