public import FractalCore
internal import StoreReader

/// Repairs a store: keeps what is sound, regrows from its specification what is not, and proves the result by the root.
///
/// A sibling folder is written and exchanged with the store; the store itself is never changed, so a repair that ends
/// early has changed nothing. Reads without trust: no content of the file can end the process.
public struct Repairer: Sendable {
  /// The store's folder.
  public let path: String
  /// Threads to work with.
  public var threads = Parallel.processorCount
  /// The instruction set of the kernels; all give the same pixels.
  public var instructionSet = InstructionSet.best
  /// The catalog, by id, for a store whose own is damaged.
  public var catalog: [[UInt8]]?
  /// The licence of regrown assets for a store in which no record is left.
  public var licence: String?
  /// Walks pages for the verification that comes first, as ``Verifier/walker``.
  public var walker: [String]?
  /// Put single flipped bits back by the blocks' checksums before anything else; off for tests of all that follows.
  package var correctsBits = true

  /// A repairer of the store in the folder `path`.
  public init(path: String) {
    self.path = path
  }

  /// What a repair did, or why it could not.
  public struct Outcome: Sendable, Hashable {
    /// Assets that the store holds.
    public var count = 0
    /// The store's root; nil for one that still grows.
    public var root: Digest32?
    /// Whether nothing was damaged, and so nothing done.
    public var wasSound = false
    /// Assets that were rendered anew.
    public var regrown: [Int] = []
    /// Flipped bits that were put back.
    public var correctedBits = 0
    /// Assets that are neither there nor can be rendered, such as imported ones: nothing was changed.
    public var lost: [Int] = []
    /// Specifications that are missing or may be, for want of which nothing was changed: give the catalog.
    public var missingSpecifications: [Int] = []
    /// The repaired store, where the file system cannot exchange folders.
    public var sibling: String?

    /// Whether the store, or its sibling, is whole.
    public var isWhole: Bool { lost.isEmpty && missingSpecifications.isEmpty }
  }

  /// Repairs.
  ///
  /// - Returns: what was done; nil if the monitor cancelled, and then nothing has changed.
  /// - Throws: `StoreError` or ``StoreWriterError``; then nothing has changed.
  public func run(monitor: Monitor = .silent) throws -> Outcome? {
    var verifier = Verifier(path: path)
    (verifier.threads, verifier.walker) = (threads, walker)
    guard let report = try verifier.run(monitor: monitor) else { return nil }
    var outcome = Outcome()
    if report.isSound {
      (outcome.count, outcome.root, outcome.wasSound) = (report.count ?? 0, report.root, true)
      return outcome
    }
    let files = try StoreFiles(path)
    // No writer may go on with an unsealed store while its sibling is written.
    let lockFile = StoreFile.path(StoreFile.writerLock, in: path)
    let lock = files.hasSeal ? nil : try WriterLock(store: path, lockFile: lockFile)
    // Exchanged, it went with the folder that was replaced.
    var isExchanged = false
    defer { if lock != nil && !isExchanged { FolderWriting.removeFile(lockFile) } }

    let seal = try? Seal(readingStore: path)
    let source = try RepairSource(path: path, seal: seal, correctsBits: correctsBits)
    outcome.correctedBits = source.pages.corrections.count
    let scan = SalvageScan(source.pages, valueSize: source.header.shape.byteCount, monitor: monitor)
    let count = source.count(scan)
    outcome.count = count
    if let catalog, let problem = source.problem(with: catalog) { throw problem }
    let plan = RepairPlan(
      source.pages, scan, header: source.header, count: count, given: catalog, threads: threads, monitor: monitor)
    guard !monitor.isCancelled() else { return nil }
    outcome.missingSpecifications = plan.missingSpecifications
    for (place, source_) in plan.sources.enumerated() {
      let id = source.header.idRange.lowerBound + place
      switch source_ {
      case .copy: break
      case .regrow: outcome.regrown.append(id)
      case .lost: outcome.lost.append(id)
      }
    }
    guard outcome.isWhole else {
      outcome.regrown = []
      return outcome
    }
    let writing = RepairWriting(
      path: path, header: source.header, plan: plan, licence: licence ?? plan.licence ?? "CC0-1.0", threads: threads,
      instructionSet: instructionSet, monitor: monitor)
    guard let sibling = try writing.run(expectedRoot: source.expectedRoot) else { return nil }
    outcome.root = source.expectedRoot
    outcome.sibling = try writing.exchange(sibling)
    isExchanged = outcome.sibling == nil
    return outcome
  }
}
