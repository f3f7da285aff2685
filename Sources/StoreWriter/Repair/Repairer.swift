public import FractalCore
internal import StoreReader
internal import SystemIO

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
  /// Seal the data anew where they are sound by themselves and the seal is of other data.
  public var reseals = false
  /// Walks pages for the verification that comes first, as ``Verifier/walker``.
  public var walker: [String]?
  /// Put single flipped bits back by the blocks' checksums before anything else; off for tests of all that follows.
  package var correctsBits = true

  /// A repairer of the store in the folder `path`.
  public init(path: String) {
    self.path = path
  }

  /// The result of a repair, or the reason why it was impossible.
  public struct Outcome: Sendable, Hashable {
    /// Assets that the store holds.
    public var count = 0
    /// The store's root; nil for one that still grows.
    public var root: SHA256Digest?
    /// Whether nothing was damaged, and so nothing done.
    public var wasSound = false
    /// Whether the data were kept as they are and sealed anew.
    public var isResealed = false
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
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome? {
    // A store that nobody may change can still be found sound.
    let sibling = try StoreStaging.ifPermitted(of: path)
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
    guard let sibling else { throw StoreStaging.permissionError(path) }
    if report.isSealed, let header = try headerOfSoundData(report, monitor) {
      guard try keepsRoot(header) else {
        try seal(header)
        (outcome.count, outcome.root, outcome.isResealed) = (header.count, header.root, true)
        try remakeViews(&outcome, monitor)
        return outcome
      }
    } else if reseals, !monitor.isCancelled() {
      throw StoreWriterError(
        .damaged,
        "\(path) cannot be sealed anew, because its data are damaged by themselves: repair it without --reseal")
    }
    guard !monitor.isCancelled() else { return nil }
    let files = try StoreFiles(path)
    // No writer may go on with an unsealed store while its sibling is written.
    let lockFile = FolderWriting.path(StoreFile.writerLock, in: path)
    let lock = files.hasSeal ? nil : try WriterLock(store: path, lockFile: lockFile)
    // Exchanged, it went with the folder that was replaced.
    var isExchanged = false
    defer { if !isExchanged { lock?.remove() } }

    let seal = try sealIfSound()
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

  // MARK: - Sound data beside another seal

  /// The header of the data where nothing is wrong but that the seal, which is left out, does not fit them; else nil.
  private func headerOfSoundData(_ report: VerificationReport, _ monitor: TaskMonitor) throws -> StoreHeader? {
    let ofSeal: Set<StoreDamage.Part> = [.seal, .block, .file, .header, .root, .view]
    guard report.damage.allSatisfy({ ofSeal.contains($0.part) }) else { return nil }
    var verifier = Verifier(path: path)
    (verifier.threads, verifier.walker, verifier.ignoresSeal) = (threads, walker, true)
    guard let alone = try verifier.run(monitor: monitor), alone.isSound else { return nil }
    do throws(SystemFailure) {
      let data = try FileDescriptor.regular(FolderWriting.path(StoreFile.data, in: path))
      return try? StoreHeader(from: Store.trees(data, of: path), path: path)
    } catch {
      throw StoreError(error, reading: path)
    }
  }

  /// Whether a repair by the seal keeps all that the sound data are, as it does where the root is theirs.
  ///
  /// - Throws: ``StoreWriterError`` where it would not, and nobody has said that the data are right.
  private func keepsRoot(_ header: StoreHeader) throws -> Bool {
    let seal = try sealIfSound()
    guard header.state == .sealed else {
      throw StoreWriterError(
        .damaged,
        "the data of \(path) are sound and not finished, and its seal is of other data: remove \(StoreFile.seal) and run "
          + "again what made the store, or put back the data that the seal is of")
    }
    guard !reseals else { return false }
    guard let seal, seal.root != header.root else { return true }
    throw StoreWriterError(
      .damaged,
      "the data of \(path) are sound, and its seal is of other data (root \(seal.root.hex.prefix(16)), theirs is "
        + "\(header.root?.hex.prefix(16) ?? "none")): keep the data and seal them anew with `fernery store repair --reseal`, or "
        + "put back the data that the seal is of")
  }

  private func seal(_ header: StoreHeader) throws(StoreWriterError) {
    guard let root = header.root else { return }
    do throws(SystemFailure) {
      let seal = try Seal(header: header, root: root, dataPath: FolderWriting.path(StoreFile.data, in: path))
      try FolderWriting.replaceFile(FolderWriting.path(StoreFile.seal, in: path), with: seal.json, inFolder: path)
    } catch {
      throw StoreWriterError(error, writing: path)
    }
  }

  /// The seal; nil where it is damaged or missing.
  private func sealIfSound() throws(StoreWriterError) -> Seal? {
    do throws(SystemFailure) {
      return try Seal.ifSound(path)
    } catch {
      throw StoreWriterError(error, reading: FolderWriting.path(StoreFile.seal, in: path))
    }
  }

  /// The damage of the views of the sound store.
  private func viewDamage(_ store: Store) throws(StoreWriterError) -> [StoreDamage] {
    do throws(SystemFailure) {
      return try ViewExamination(path: path, header: store.header).run()
    } catch {
      throw StoreWriterError(error, reading: path)
    }
  }

  /// Makes damaged views of the sound store anew.
  private func remakeViews(_ outcome: inout Outcome, _ monitor: TaskMonitor) throws {
    let store = try Store(path: path)
    for damage in try viewDamage(store) {
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
