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
    /// The sizes of views that were damaged, or of another store, and have been made anew.
    public var remadeViews: [Int] = []
    /// The sizes in the names of files that are called views and cannot be any of this store: remove them.
    public var uselessViews: [Int] = []

    /// Whether the store is whole.
    public var isWhole: Bool { lost.isEmpty && missingSpecifications.isEmpty }
  }

  /// Repairs.
  ///
  /// - Returns: what was done; nil if the monitor cancelled, and then nothing has changed.
  /// - Throws: `StoreError` or ``StoreWriterError``; then nothing has changed.
  public func run(monitor: Monitor = .silent) throws -> Outcome? {
    // A store that nobody may change can still be found sound.
    let sibling = try StoreSibling.ifPermitted(of: path)
    defer { sibling?.end() }
    var verifier = Verifier(path: path)
    (verifier.threads, verifier.walker) = (threads, walker)
    guard let report = try verifier.run(monitor: monitor) else { return nil }
    var outcome = Outcome()
    if report.storeIsSound {
      (outcome.count, outcome.root, outcome.wasSound) = (report.count ?? 0, report.root, true)
      if report.isSealed {
        let header = try Store(path: path).header
        // As a repair leaves it that was killed right after the exchange.
        if let sibling, try sibling.content(besides: header) == .remains { try sibling.clear(besides: header) }
        try remakeViews(&outcome, monitor)
      }
      return outcome
    }
    guard let sibling else { throw StoreSibling.permissionError(path) }
    let files = try StoreFiles(path)
    // No writer may go on with an unsealed store while its sibling is written.
    let lockFile = StoreFile.path(StoreFile.writerLock, in: path)
    let lock = files.hasSeal ? nil : try WriterLock(store: path, lockFile: lockFile)
    // Exchanged, it went with the folder that was replaced.
    var isExchanged = false
    defer { if !isExchanged { lock?.remove() } }

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
    try sibling.clear(besides: source.header)
    let writing = RepairWriting(
      sibling: sibling, header: source.header, plan: plan, licence: licence ?? plan.licence ?? "CC0-1.0",
      threads: threads,
      instructionSet: instructionSet, monitor: monitor)
    guard try writing.run(expectedRoot: source.expectedRoot) else { return nil }
    outcome.root = source.expectedRoot
    do throws(SystemFailure) {
      // The root stays, so what was derived from it stays good.
      if source.expectedRoot != nil { try sibling.takeViews() }
    } catch {
      throw StoreWriterError(error, writing: sibling.path)
    }
    try sibling.replaceStore(nil, writer: lock)
    isExchanged = true
    if source.expectedRoot != nil { try remakeViews(&outcome, monitor) }
    return outcome
  }

  /// Makes damaged views of the sound store anew.
  private func remakeViews(_ outcome: inout Outcome, _ monitor: Monitor) throws {
    let store = try Store(path: path)
    for damage in ViewExamination(path: path, header: store.header).run() {
      guard let size = damage.id, !monitor.isCancelled() else { continue }
      guard (try? ViewLayout(of: store.header.shape, size: size)) != nil else {
        outcome.uselessViews.append(size)
        continue
      }
      var builder = ViewBuilder(path: path, size: size)
      builder.threads = threads
      // Under the lock that the repair holds.
      if try builder.make(monitor).fileSize != nil { outcome.remadeViews.append(size) }
    }
  }
}
