internal import ContentHashing
internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import Synchronization
internal import SystemIO

/// Takes the assets of a pack through all checks, in order, in batches: while one is checked, the last one is kept.
struct AssetVerifier {
  let pack: OpenedPack
  let catalog: CatalogFile
  let threads: Int
  /// The name of the phase in progress reports.
  let phase: String
  /// The path for the copy of a shard that is not local; nil for a file without a name.
  let spoolPath: (@Sendable (String) -> String)?

  /// An asset that was found good, and the hash of its record.
  struct Checked: Sendable {
    var asset: PreparedAsset
    var recordHash: SHA256Digest
  }

  /// Bytes of pixels, PNGs and records, these with all that is made of them, that one batch has at most, unless one asset alone has more.
  private static let batchBytes = 24 << 20

  /// Reads all assets from `first` on.
  ///
  /// - Parameter keep: takes the batches, in order; called by another thread, one call at a time.
  /// - Returns: whether all have come; false if the monitor cancelled.
  func run(from first: Int, _ monitor: TaskMonitor, keep: @escaping @Sendable ([Checked]) throws -> Void) throws -> Bool
  {
    let manifest = pack.manifest
    let total = manifest.shards.reduce(0) { $0 + $1.file.size }
    var before = 0
    var waiting: [Checked] = []
    for shard in manifest.shards {
      defer { before += shard.file.size }
      if shard.ids.upperBound <= first {
        try pack.source.skip(shard.file)
        continue
      }
      let bytes = try pack.source.open(shard.file)
      let copy = spoolPath?(shard.file.name)
      let slice = try Spool.verified(shard.file, from: bytes, at: copy) { done in
        monitor.report(phase, before + done / 2, total)
        return !monitor.isCancelled()
      }
      guard let slice else {
        try keep(waiting)
        return false
      }
      var reader = ShardReader(slice, shard: shard, shape: manifest.origin.shape)
      while true {
        let batch = try nextBatch(&reader, from: first)
        waiting = try check(batch, keeping: waiting, keep)
        monitor.report(phase, before + (shard.file.size + reader.done) / 2, total)
        if batch.isEmpty { break }
        if monitor.isCancelled() {
          try keep(waiting)
          return false
        }
      }
      if let copy { FolderWriting.removeFile(copy) }
    }
    try keep(waiting)
    try pack.source.finish()
    monitor.report(phase, total, total)
    return true
  }

  private func nextBatch(_ reader: inout ShardReader, from first: Int) throws(PackError) -> [PackedAsset] {
    var batch: [PackedAsset] = []
    var bytes = 0
    while bytes < Self.batchBytes, let asset = try reader.next() {
      guard asset.id >= first else { continue }
      bytes += asset.png.count + 16 * asset.record.count + pack.manifest.origin.shape.byteCount
      batch.append(asset)
    }
    return batch
  }

  /// Checks a batch on all threads while the one before it is kept.
  private func check(
    _ batch: [PackedAsset], keeping last: [Checked], _ keep: @escaping @Sendable ([Checked]) throws -> Void
  ) throws -> [Checked] {
    let failure = Mutex<(any Error)?>(nil)
    let results = OrderedResults<Checked>(count: batch.count)
    let shape = pack.manifest.origin.shape
    let catalog = catalog
    Parallel.both {
      do { try keep(last) } catch { failure.withLock { $0 = error } }
    } _: {
      Parallel.forEach(batch.count, threads: threads) { place, _ in
        guard !results.hasFailed else { return }
        do {
          let packed = batch[place]
          let asset = try packed.prepared(shape: shape)
          guard asset.specificationHash == SHA256Digest(sha256Of: catalog.entries[packed.id]) else {
            throw PackError(
              .wrongContent,
              "asset \(packed.id) was not made from its specification in the catalog: do not use this pack")
          }
          results.finish(place, with: Checked(asset: asset, recordHash: SHA256Digest(sha256Of: packed.record)))
        } catch {
          results.fail(error)
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return try results.prefix()
  }
}
