internal import ContentHashing
internal import FractalCore
internal import FractalRendering
internal import FractalSearch
internal import StoreReader
internal import Synchronization
internal import SystemIO

/// The source of each asset in a repair, and the assets without one.
struct RepairPlan: Sendable {
  /// The source of an asset.
  enum Source: Sendable {
    /// Record and pixels are there and agree.
    case copy(json: [UInt8], pixels: PageSpan)
    /// Rendered from its specification; its record, where that is there, must agree.
    case regrow(json: [UInt8]?)
    /// Neither there nor to be rendered.
    case lost
  }

  let pages: PageFile
  let shape: PixelShape
  /// The canonical form of every specification; empty ones are missing.
  private(set) var catalog: [[UInt8]] = []
  /// The ids of specifications that are missing.
  private(set) var missingSpecifications: [Int] = []
  /// By place in the range of ids.
  private(set) var sources: [Source] = []
  /// The licence that the records name.
  private(set) var licence: String?

  /// Finds out where everything comes from.
  ///
  /// - Parameter given: the catalog, where the caller has it from elsewhere.
  init(
    _ pages: PageFile, _ scan: SalvageScan, header: StoreHeader, count: Int, given: [[UInt8]]?, threads: Int,
    monitor: TaskMonitor
  ) {
    self.pages = pages
    shape = header.shape
    let records = scan.candidates.mapValues { Self.records($0, pages) }
    takeCatalog(scan, records, header, given: given)
    let orphans = Mutex<[SHA256Digest: PageSpan]?>(nil)
    let results = Mutex([Source](repeating: .lost, count: count))
    let done = Mutex(0)
    let (catalog, shape) = (catalog, shape)
    Parallel.forEach(count, threads: threads) { place, _ in
      guard !monitor.isCancelled() else { return }
      let id = header.idRange.lowerBound + place
      let source = Self.source(
        id, specification: catalog.indices.contains(id) ? catalog[id] : [], records: records[id] ?? [],
        candidates: scan.candidates[id] ?? [], pages: pages, shape: shape
      ) { hash in
        orphans.withLock { known in
          if known == nil { known = Self.hashes(of: scan.runs, pages, shape) }
          return known?[hash]
        }
      }
      results.withLock { $0[place] = source }
      done.withLock {
        $0 += 1
        monitor.report("looking", $0, count)
      }
    }
    sources = results.withLock { $0 }
    for case .copy(let json, _) in sources {
      licence = try? AssetRecord(json: json).facts.licence
      break
    }
    if licence == nil {
      for case .regrow(let json?) in sources {
        licence = try? AssetRecord(json: json).facts.licence
        break
      }
    }
  }

  /// The sound records among values.
  private static func records(_ spans: [PageSpan], _ pages: PageFile) -> [RecordEnvelope] {
    spans.compactMap { span in
      guard span.count > 8, span.count < 1 << 20, let bytes = pages.bytes(of: span) else { return nil }
      return bytes.withUnsafeBytes { RecordEnvelope(stored: $0) }
    }
  }

  // MARK: - Catalog

  private mutating func takeCatalog(
    _ scan: SalvageScan, _ records: [Int: [RecordEnvelope]], _ header: StoreHeader, given: [[UInt8]]?
  ) {
    if let given {
      catalog = given
      return
    }
    var unproven: [Int] = []
    var id = 0
    while true {
      let found = specification(scan.candidates[id] ?? [], records[id] ?? [])
      if found == nil && id >= header.idRange.upperBound { break }
      if found == nil { missingSpecifications.append(id) }
      if found?.isProven == false { unproven.append(id) }
      catalog.append(found?.bytes ?? [])
      id += 1
    }
    if missingSpecifications.isEmpty && Catalog.hash(of: catalog) != header.catalogHash {
      missingSpecifications = unproven.isEmpty ? Array(catalog.indices) : unproven
    }
  }

  /// The specification among values: the one that a record names, or where there is no record, what may be one; then
  /// the catalog's hash decides.
  private func specification(
    _ candidates: [PageSpan], _ records: [RecordEnvelope]
  ) -> (bytes: [UInt8], isProven: Bool)? {
    let named = Set(records.compactMap { try? AssetRecord(json: $0.json).facts.specificationHash })
    var readable: [UInt8]?
    var any: [UInt8]?
    for span in candidates where span.count < 1 << 20 && span.count != shape.byteCount && span.count != 8 {
      guard let bytes = pages.bytes(of: span) else { continue }
      if named.contains(SHA256Digest(sha256Of: bytes)) { return (bytes, true) }
      if bytes.withUnsafeBytes({ RecordEnvelope(stored: $0) }) != nil { continue }
      if readable == nil && (try? AssetSpec(canonicalBytes: bytes)) != nil { readable = bytes }
      if any == nil { any = bytes }
    }
    guard named.isEmpty else { return nil }
    return (readable ?? any).map { ($0, false) }
  }

  // MARK: - Assets

  private static func source(
    _ id: Int, specification: [UInt8], records: [RecordEnvelope], candidates: [PageSpan], pages: PageFile,
    shape: PixelShape, orphan: (SHA256Digest) -> PageSpan?
  ) -> Source {
    let hash = SHA256Digest(sha256Of: specification)
    let fitting = records.lazy.compactMap { envelope -> (json: [UInt8], record: AssetRecord)? in
      guard let record = try? AssetRecord(json: envelope.json),
        specification.isEmpty || record.facts.specificationHash == hash
      else { return nil }
      return (envelope.json, record)
    }.first
    if let (json, record) = fitting {
      let spans = candidates.filter { $0.count == shape.byteCount }
      if let span = spans.first(where: { Self.hash(of: $0, pages, shape) == record.assetHash }) {
        return .copy(json: json, pixels: span)
      }
      if isRenderable(specification, shape) { return .regrow(json: json) }
      return orphan(record.assetHash).map { .copy(json: json, pixels: $0) } ?? .lost
    }
    return isRenderable(specification, shape) ? .regrow(json: nil) : .lost
  }

  private static func isRenderable(_ specification: [UInt8], _ shape: PixelShape) -> Bool {
    guard let parsed = try? AssetSpec(canonicalBytes: specification), parsed.shape == shape else { return false }
    return (try? parsed.validate()) != nil
  }

  private static func hash(of span: PageSpan, _ pages: PageFile, _ shape: PixelShape) -> SHA256Digest? {
    pages.bytes(of: span).map { bytes in bytes.withUnsafeBytes { SHA256Digest(ofPixels: $0, shape: shape) } }
  }

  private static func hashes(of runs: [PageSpan], _ pages: PageFile, _ shape: PixelShape) -> [SHA256Digest: PageSpan] {
    var hashes: [SHA256Digest: PageSpan] = [:]
    for run in runs {
      if let hash = hash(of: run, pages, shape) { hashes[hash] = run }
    }
    return hashes
  }
}
