internal import CanonicalData
internal import ContentHashing
internal import FractalCore
internal import StoreReader
internal import Synchronization
internal import SystemIO

/// Compares what a store's databases hold with one another: catalog, records, pixels, indexes.
struct ContentExamination {
  let file: FileDescriptor
  let map: FileMap?
  let state: CommittedState
  let header: StoreHeader
  let count: Int
  let isQuick: Bool
  let threads: Int
  let monitor: TaskMonitor
  let report: @Sendable (StoreDamage) -> Void

  private var ids: Range<Int> { header.idRange.lowerBound..<header.idRange.lowerBound + count }

  /// - Returns: the root of the records, if all of them are sound.
  mutating func run() -> SHA256Digest? {
    guard let records = spans(of: .rec, part: .record, missing: "has no record") else { return nil }
    let images = isQuick ? [] : spans(of: .img, part: .pixels, missing: "has no pixels") ?? []
    let specifications = isQuick ? [] : specificationHashes()
    var leaves = Leaves(count: count)
    examine(records: records, images: images, specifications: specifications, &leaves)
    if !isQuick && !monitor.isCancelled() { examineIndexes(leaves) }
    guard leaves.unsound.isEmpty, !monitor.isCancelled() else { return nil }
    var tree = MerkleTree()
    for place in 0..<count {
      tree.append(
        id: ids.lowerBound + place, assetHash: leaves.assetHashes[place], recordHash: leaves.recordHashes[place])
    }
    return tree.root
  }

  /// The values from the records, by index.
  private struct Leaves: Sendable {
    static let none = SHA256Digest(sha256Of: [])
    var assetHashes: [SHA256Digest]
    var recordHashes: [SHA256Digest]
    /// Sums of the hashes of the index entries that an asset should have.
    var indexSums: [UInt64]
    var unsound: Set<Int> = []

    init(count: Int) {
      assetHashes = Array(repeating: Self.none, count: count)
      recordHashes = Array(repeating: Self.none, count: count)
      indexSums = Array(repeating: 0, count: count)
    }
  }

  // MARK: - Databases by id

  /// The location of each asset's value in a database; nil for missing ones, which are reported.
  private func spans(of database: StoreDatabase, part: StoreDamage.Part, missing: String) -> [PageSpan?]? {
    guard state.trees[database.rawValue] != nil else { return nil }
    var spans = [PageSpan?](repeating: nil, count: count)
    var foreign = 0
    _ = state.visit(database, { _ in }) { key, span in
      if key.count == 8, let id = Int(exactly: UInt64(bigEndian: key.number(at: 0))), ids.contains(id) {
        spans[id - ids.lowerBound] = span
      } else {
        foreign += 1
      }
    }
    if foreign > 0 {
      report(StoreDamage(.page, "the database '\(database.rawValue)' has \(foreign) entries that no asset has"))
    }
    for (place, span) in spans.enumerated() where span == nil {
      report(StoreDamage(part, id: ids.lowerBound + place, "asset \(ids.lowerBound + place) \(missing)"))
    }
    return spans
  }

  /// The hash of every specification by id, nil where there is none; compares the catalog's hash.
  private func specificationHashes() -> [SHA256Digest?] {
    guard let tree = state.trees[StoreDatabase.cat.rawValue], tree.entries <= UInt64(state.pages.size / 8) else {
      report(StoreDamage(.catalog, "the catalog is missing"))
      return []
    }
    var hashes: [SHA256Digest?] = []
    var hash = SHA256()
    var writer = CanonicalWriter()
    writer.write(tree.entries)
    hash.update(writer.bytes)
    var isWhole = true
    let isSound = state.visit(.cat, { _ in }) { key, span in
      guard key.count == 8, let id = Int(exactly: UInt64(bigEndian: key.number(at: 0))), id >= hashes.count,
        id < tree.entries, let bytes = state.pages.bytes(of: span)
      else {
        isWhole = false
        return
      }
      if id > hashes.count { isWhole = false }
      while hashes.count < id { hashes.append(nil) }
      hashes.append(SHA256Digest(sha256Of: bytes))
      var length = CanonicalWriter()
      length.write(UInt32(bytes.count))
      hash.update(length.bytes)
      hash.update(bytes)
    }
    if !isSound || !isWhole || UInt64(hashes.count) != tree.entries || hashes.count < header.idRange.upperBound
      || hash.digest != header.catalogHash
    {
      report(StoreDamage(.catalog, "the catalog does not have the hash that the header names"))
    }
    return hashes
  }

  // MARK: - Assets

  private func examine(
    records: [PageSpan?], images: [PageSpan?], specifications: [SHA256Digest?], _ leaves: inout Leaves
  ) {
    let shared = Mutex((leaves: leaves, done: 0))
    let perItem = isQuick ? 1024 : max(1, min(256, (32 << 20) / header.shape.byteCount))
    Parallel.forEach((count + perItem - 1) / perItem, threads: threads) { item, _ in
      guard !monitor.isCancelled() else { return }
      var buffer = FileBuffer(
        file, map: map, capacity: header.shape.byteCount, failures: state.pages.failures)
      let places = item * perItem..<min(count, (item + 1) * perItem)
      let results = places.map { place in
        asset(
          ids.lowerBound + place, record: records[place], image: isQuick ? nil : images.isEmpty ? nil : images[place],
          specifications, &buffer)
      }
      if !images.isEmpty {
        for image in places.compactMap({ images[$0] }) { map?.release(image.offset..<image.end) }
      }
      shared.withLock { shared in
        for (place, result) in zip(places, results) {
          for damage in result.damage { report(damage) }
          guard let record = result.record else {
            shared.leaves.unsound.insert(place)
            continue
          }
          shared.leaves.assetHashes[place] = record.assetHash
          shared.leaves.recordHashes[place] = record.recordHash
          shared.leaves.indexSums[place] = record.indexSum
        }
        shared.done += places.count
        monitor.report(isQuick ? "records" : "assets", shared.done, count)
      }
    }
    leaves = shared.withLock { $0.leaves }
  }

  private struct Result {
    var record: (assetHash: SHA256Digest, recordHash: SHA256Digest, indexSum: UInt64)?
    var damage: [StoreDamage] = []
  }

  private func asset(
    _ id: Int, record: PageSpan?, image: PageSpan?, _ specifications: [SHA256Digest?], _ buffer: inout FileBuffer
  ) -> Result {
    var result = Result()
    func found(_ part: StoreDamage.Part, _ what: String) {
      result.damage.append(StoreDamage(part, id: id, "asset \(id): \(what)"))
    }
    // A missing record or picture is reported already.
    guard let record else { return result }
    let stored = state.pages.bytes(of: record)
    guard let envelope = stored.flatMap({ bytes in bytes.withUnsafeBytes { RecordEnvelope(stored: $0) } }),
      let asset = try? AssetRecord(json: envelope.json)
    else {
      found(.record, "its record does not have its checksum, or is no record")
      return result
    }
    var sum: UInt64 = 0
    if !isQuick {
      sum = Self.indexSum(of: asset, id: id)
      if specifications.indices.contains(id), specifications[id] != asset.facts.specificationHash {
        found(.specification, "its specification is not the one that its record names")
      }
      if let image { examine(pixels: image, envelope, asset, &buffer).map { found(.pixels, $0) } }
    }
    result.record = (asset.assetHash, SHA256Digest(sha256Of: envelope.json), sum)
    return result
  }

  /// The damage of an asset's pixels; nil for none.
  private func examine(
    pixels: PageSpan, _ envelope: RecordEnvelope, _ record: AssetRecord, _ buffer: inout FileBuffer
  ) -> String? {
    let size = header.shape.byteCount
    guard pixels.count == size else { return "its pixels are \(pixels.count) bytes and should be \(size)" }
    let problem = buffer.read(at: pixels.offset, count: size) { bytes -> String? in
      if Checksum.crc32c(bytes) != envelope.pixelChecksum { return "its pixels do not have their checksum" }
      if SHA256Digest(ofPixels: bytes, shape: header.shape) != record.assetHash {
        return "its pixels do not have its hash"
      }
      return nil
    }
    return problem ?? "its pixels cannot be read"
  }

  // MARK: - Indexes

  /// Compares the entries of `hash` and `attr` with those that the records ask for: all of them and no other.
  ///
  /// For each asset the hashes of its entries are added up, so that memory does not grow with the indexes.
  private func examineIndexes(_ leaves: Leaves) {
    var sums = [UInt64](repeating: 0, count: count)
    var foreign = 0
    func add(_ entry: [UInt8], id: ArraySlice<UInt8>) {
      guard id.count == 8, let id = Int(exactly: UInt64(bigEndian: Array(id).number(at: 0))), ids.contains(id) else {
        foreign += 1
        return
      }
      sums[id - ids.lowerBound] &+= Self.hash(entry)
    }
    _ = state.visit(.hash, { _ in }) { key, span in
      guard let value = state.pages.bytes(of: span) else { return }
      add(key + value, id: value[...])
    }
    _ = state.visit(.attr, { _ in }) { key, span in
      if span.count == 0 { add(key, id: key.suffix(8)) } else { foreign += 1 }
    }
    if foreign > 0 { report(StoreDamage(.page, "\(foreign) entries of the indexes belong to no asset")) }
    for (place, sum) in sums.enumerated() where sum != leaves.indexSums[place] && !leaves.unsound.contains(place) {
      let id = ids.lowerBound + place
      report(StoreDamage(.index, id: id, "asset \(id): the indexes by hash and attribute are not what its record asks"))
    }
  }

  private static func indexSum(of record: AssetRecord, id: Int) -> UInt64 {
    let idBytes = withUnsafeBytes(of: UInt64(id).bigEndian) { Array($0) }
    return record.facts.attributeKeys(id: id).reduce(hash(record.assetHash.bytes.prefix(16) + idBytes)) {
      $0 &+ hash($1)
    }
  }

  /// A hash of 64 bits against damage, which need not withstand intent: the root does.
  ///
  /// Eight bytes at a time through the finaliser of SplitMix64 (Steele, Lea, Flood 2014), since sums of CRCs would be blind
  /// to a bit that is flipped in two entries.
  private static func hash(_ entry: [UInt8]) -> UInt64 {
    entry.withUnsafeBytes { bytes in
      var hash = UInt64(bytes.count)
      for start in stride(from: 0, to: bytes.count, by: 8) {
        var word: UInt64 = 0
        for byte in bytes[start..<min(start + 8, bytes.count)] { word = word << 8 | UInt64(byte) }
        hash = (hash ^ word) &+ 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        hash ^= hash >> 31
      }
      return hash
    }
  }
}
