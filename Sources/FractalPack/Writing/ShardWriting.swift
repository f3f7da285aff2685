internal import ContentHashing
internal import FractalCore
internal import FractalImageIO
internal import StoreReader
internal import StoreWriter
internal import Synchronization
internal import SystemIO

/// Writes the assets of a store into shards, in order: while one batch is compressed, the last one is written.
struct ShardWriting {
  let store: Store
  let staging: PackStaging
  let shardBytes: Int
  let threads: Int

  /// Bytes of pixels that one batch has at most, unless one asset alone has more.
  private static let batchBytes = 24 << 20

  /// Writes all assets that are in no finished shard yet.
  ///
  /// - Returns: all shards; nil if the monitor cancelled.
  func run(after finished: [PackManifest.Shard], _ monitor: TaskMonitor) throws -> [PackManifest.Shard]? {
    let ids = store.ids
    let first = finished.last?.ids.upperBound ?? ids.lowerBound
    let state = Mutex(State(shards: finished, next: first))
    let batch = max(1, Self.batchBytes / store.header.shape.byteCount)
    var waiting: [PackedAsset] = []
    for start in stride(from: first, to: ids.upperBound, by: batch) {
      guard !monitor.isCancelled() else { return nil }
      let range = start..<min(ids.upperBound, start + batch)
      let failure = Mutex<(any Error)?>(nil)
      let results = OrderedResults<PackedAsset>(count: range.count)
      let last = waiting
      Parallel.both {
        do { try state.withLock { try write(last, &$0) } } catch { failure.withLock { $0 = error } }
      } _: {
        Parallel.forEach(range.count, threads: threads) { place, _ in
          guard !results.hasFailed, !monitor.isCancelled() else { return }
          do {
            let packed = try packed(range.lowerBound + place)
            results.finish(place, with: packed) {
              monitor.report("packing", range.lowerBound - ids.lowerBound + $0, ids.count)
            }
          } catch {
            results.fail(error)
          }
        }
      }
      if let error = failure.withLock({ $0 }) { throw error }
      waiting = try results.prefix()
      guard waiting.count == range.count else { return nil }
    }
    return try state.withLock { state in
      try write(waiting, &state)
      try close(&state)
      return state.shards
    }
  }

  private struct State: Sendable {
    var shards: [PackManifest.Shard]
    /// The id that the next asset must have.
    var next: Int
    var open: (tar: HashedFile, path: String, first: Int)?
  }

  /// The members of an asset; its pixels are compared with its record, so that no damage is handed on.
  private func packed(_ id: Int) throws -> PackedAsset {
    let record = try store.record(of: id)
    let picture = try store.pixels(of: id)
    guard SHA256Digest(of: picture) == (try AssetRecord(json: record)).assetHash else {
      throw PackError(
        .cannotPack, "asset \(id) of \(store.path) is damaged: run `fernery store verify` and `fernery store repair`")
    }
    guard record.count <= PackLimits.record else {
      throw PackError(.cannotPack, "the record of asset \(id) has more than \(PackLimits.record) bytes")
    }
    return PackedAsset(id: id, png: try PNG.encode(picture, compression: PackPicture.compression), record: record)
  }

  private func write(_ assets: [PackedAsset], _ state: inout State) throws {
    for asset in assets {
      let name = PackFiles.asset(asset.id)
      let members = [(name + ".png", asset.png), (name + ".json", asset.record)]
      let size = members.reduce(0) { $0 + TarHeader(name: $1.0, size: $1.1.count).memberSize }
      if let open = state.open, open.tar.size + size + TarHeader.end.count > shardBytes { try close(&state) }
      if state.open == nil {
        let path = FolderWriting.path("shard.part", in: staging.pack)
        state.open = (try HashedFile(path: path), path, asset.id)
      }
      for (name, bytes) in members {
        let padding = [UInt8](repeating: 0, count: TarHeader.padded(bytes.count) - bytes.count)
        try state.open?.tar.write(TarHeader(name: name, size: bytes.count).bytes + bytes + padding)
      }
      state.next = asset.id + 1
    }
  }

  private func close(_ state: inout State) throws {
    guard let open = state.open else { return }
    state.open = nil
    var tar = open.tar
    try tar.write(TarHeader.end)
    let digest = try tar.finish()
    let name = PackFiles.shard(state.shards.count)
    try staging.finishShard(open.path, as: name)
    let file = PackManifest.File(name: name, size: tar.size, sha256: digest)
    state.shards.append(PackManifest.Shard(file: file, ids: open.first..<state.next))
    try staging.save(state.shards)
  }
}
