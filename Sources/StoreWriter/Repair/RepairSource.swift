internal import ContentHashing
internal import FractalCore
internal import FractalSearch
internal import StoreReader
internal import SystemIO

/// A damaged store as a repair finds it: its pages, and what is known of its header.
struct RepairSource {
  let pages: PageFile
  let header: StoreHeader
  /// The root that the repaired store must have; nil for a store that still grows.
  let expectedRoot: SHA256Digest?
  /// The number of committed assets by the database `prog`; nil if that is damaged or not needed.
  private let progress: UInt64?

  /// Takes the header from the seal, or where there is none from the file.
  init(path: String, seal: Seal?, correctsBits: Bool) throws(StoreWriterError) {
    let file: FileDescriptor
    let size: Int
    do throws(SystemFailure) {
      file = try FileDescriptor.regular(FolderWriting.path(StoreFile.data, in: path))
      size = try file.size()
    } catch {
      guard error.isDamage else { throw StoreWriterError(error, reading: path) }
      throw StoreWriterError(
        .damaged, "\(path) cannot be repaired: its \(StoreFile.data) cannot be read", cause: error.cause)
    }
    var pages = PageFile(file, size: size, pageSize: 4096)
    if correctsBits, let seal { pages.corrections = BitCorrection.corrections(pages, seal: seal) }
    let state = CommittedState(pages) { _ in }
    self.pages = state?.pages ?? MetaPage.both(pages).pages
    progress = state?.progress.first?.next
    if let seal, let origin = seal.origin {
      header = StoreHeader(
        schema: seal.schema, generatorVersion: seal.generatorVersion, rendererVersion: seal.rendererVersion,
        planHash: origin.planHash, catalogHash: origin.catalogHash, seed: origin.seed, shape: origin.shape,
        idRange: origin.idRange, state: .sealed, root: seal.root, count: origin.idRange.count)
    } else if let known = try? StoreHeader(value: { state?.metaEntries[$0.rawValue] }) {
      header = known
    } else {
      throw StoreWriterError(
        .damaged, "\(path) cannot be repaired: its header is damaged, and no seal repeats it; make it anew")
    }
    expectedRoot = seal?.root ?? header.root
    // The catalog holds every id below the end, so a hostile end would be worked towards for ever.
    guard header.idRange.upperBound <= max(1 << 24, size) else {
      throw StoreWriterError(.damaged, "\(path) cannot be repaired: its header is damaged; make it anew")
    }
  }

  /// How many assets the repaired store must hold.
  func count(_ scan: SalvageScan) -> Int {
    guard expectedRoot == nil else { return header.idRange.count }
    if let progress, progress >= UInt64(header.idRange.lowerBound), progress <= UInt64(header.idRange.upperBound) {
      return Int(progress) - header.idRange.lowerBound
    }
    // Whatever has a record was written in a transaction; more than was committed does no harm.
    let last = header.idRange.last { id in
      (scan.candidates[id] ?? []).contains { span in
        span.count > 8 && span.count < 1 << 20
          && pages.bytes(of: span).map { $0.withUnsafeBytes { RecordEnvelope(stored: $0) != nil } } ?? false
      }
    }
    return last.map { $0 - header.idRange.lowerBound + 1 } ?? 0
  }

  /// Why a catalog is not this store's, if it is not.
  func problem(with catalog: [[UInt8]]) -> StoreWriterError? {
    guard Catalog.hash(of: catalog) != header.catalogHash else { return nil }
    return StoreWriterError(
      .otherPlan, "the catalog that was given is not the store's: their hashes differ; give that of the same plan")
  }
}
