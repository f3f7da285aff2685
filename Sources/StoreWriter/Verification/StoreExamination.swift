internal import FractalCore
internal import StoreReader
internal import SystemIO

/// Looks at everything that a committed state leads to: pages, header, catalog, records, pixels, indexes, root, views.
///
/// Reads through ``PageFile``, so that hostile content cannot end the process; at the end LMDB is asked to serve the
/// same, which is best done in a process of its own.
struct StoreExamination {
  let path: String
  let seal: Seal?
  let isSealed: Bool
  var isQuick = false
  var threads = 1
  var monitor = TaskMonitor.silent
  /// Told of damage as it is found; one call at a time.
  let report: @Sendable (StoreDamage) -> Void

  /// The result of an examination.
  struct Facts: Sendable, Hashable {
    var count: Int?
    var root: SHA256Digest?
    /// Blocks that were held against the seal.
    var blocks = 0
    var isComplete = false
  }

  /// - Throws: what the system refused, such as memory; that says nothing of the store.
  func run() throws(SystemFailure) -> Facts {
    var facts = Facts()
    let file: FileDescriptor
    let size: Int
    do throws(SystemFailure) {
      file = try FileDescriptor.regular(FolderWriting.path(StoreFile.data, in: path))
      size = try file.size()
    } catch {
      guard error.isDamage else { throw error }
      report(StoreDamage(.file, "\(StoreFile.data) cannot be read: \(error.cause)"))
      return facts
    }
    let map = FileMap(file, size: size)
    let failures = ReadFailures()
    if let seal {
      compareBlocks(of: file, map, seal, failures)
      facts.blocks = seal.blockChecksums.count
    }
    // Findings in unreadable parts are not known to be damage.
    let found = try examine(file, PageFile(file, size: size, pageSize: 4096, failures: failures), map, &facts)
    try failures.check()
    guard found else { return facts }
    facts.isComplete = !monitor.isCancelled()
    return facts
  }

  /// - Returns: whether there was a state to examine.
  private func examine(
    _ file: FileDescriptor, _ pages: PageFile, _ map: FileMap?, _ facts: inout Facts
  ) throws(SystemFailure) -> Bool {
    guard let state = CommittedState(pages, report) else { return false }
    guard let header = header(state) else { return false }
    guard let count = count(state, header) else { return false }
    facts.count = count
    var content = ContentExamination(
      file: file, map: map, state: state, header: header, count: count, isQuick: isQuick, threads: threads,
      monitor: monitor, report: report)
    facts.root = content.run()
    if let root = facts.root { compare(root, header) }
    if state.isSound {
      let served = ServedExamination(path: path, isSealed: isSealed, state: state, report: report)
      try served.run()
    }
    if isSealed {
      var sealed = header
      sealed.root = seal?.root ?? header.root
      for damage in try ViewExamination(path: path, header: sealed, isQuick: isQuick, monitor: monitor).run() {
        report(damage)
      }
    }
    return true
  }

  private func compareBlocks(of file: FileDescriptor, _ map: FileMap?, _ seal: Seal, _ failures: ReadFailures) {
    let blocks = BlockSums.damagedBlocks(
      of: file, map: map, seal: seal, threads: threads, monitor: monitor, failures: failures)
    for block in blocks {
      report(StoreDamage(.block, id: block, "the MiB \(block) of \(StoreFile.data) does not have its checksum"))
    }
  }

  // MARK: - Header and count

  private func header(_ state: CommittedState) -> StoreHeader? {
    let header: StoreHeader
    do throws(StoreHeader.Malformed) {
      header = try StoreHeader { state.metaEntries[$0.rawValue] }
    } catch {
      switch error {
      case .newerMajor(let schema):
        report(StoreDamage(.header, "the header names the store format \(schema), which this program does not read"))
      case .entry(let entry):
        report(StoreDamage(.header, "the header's entry '\(entry.rawValue)' is missing or malformed"))
      }
      return nil
    }
    if isSealed && header.state != .sealed {
      report(StoreDamage(.header, "the data are of an older state than the seal: they say that the store still grows"))
    }
    if let seal {
      let differing = [
        ("schema", header.schema == seal.schema), ("generator", header.generatorVersion == seal.generatorVersion),
        ("renderer", header.rendererVersion == seal.rendererVersion), ("root", header.root == seal.root),
        ("count", header.idRange.count == seal.count), ("plan", seal.origin.map { $0 == SealedOrigin(header) } ?? true),
      ].filter { !$0.1 }.map { "'\($0.0)'" }
      if !differing.isEmpty {
        report(StoreDamage(.header, "header and seal differ in \(differing.joined(separator: ", "))"))
      }
    }
    return header
  }

  /// How many assets are committed.
  private func count(_ state: CommittedState, _ header: StoreHeader) -> Int? {
    var next = UInt64(header.idRange.lowerBound)
    for (key, value) in state.progress {
      guard key == UInt64(header.idRange.lowerBound) else {
        report(StoreDamage(.progress, "the progress is that of the ids from \(key) on"))
        return nil
      }
      next = value
    }
    guard next >= UInt64(header.idRange.lowerBound), next <= UInt64(header.idRange.upperBound) else {
      report(StoreDamage(.progress, "the progress is outside of the store's ids"))
      return nil
    }
    let count = Int(next) - header.idRange.lowerBound
    if header.state == .sealed && count != header.idRange.count {
      report(
        StoreDamage(.progress, "the store is finished, and \(header.idRange.count - count) assets are not counted"))
      return nil
    }
    // No asset takes less than a record's checksums, so a larger count is damage and not worth its memory.
    guard count <= state.pages.size / 8 else {
      report(StoreDamage(.header, "the count of \(count) assets is more than the file can hold"))
      return nil
    }
    return count
  }

  private func compare(_ root: SHA256Digest, _ header: StoreHeader) {
    for (name, expected) in [("header", header.root), ("seal", seal?.root)] {
      if let expected, expected != root {
        report(StoreDamage(.root, "the records give the root \(root), and the \(name) has \(expected)"))
      }
    }
  }
}
