internal import CanonicalData
internal import FractalCore
internal import StoreReader
internal import SystemIO

/// Looks at the views beside a sealed store's data: whether each was made from this store, and is whole.
///
/// A view lies outside of root and seal, so what is wrong with it is no damage of the store: it is made anew. Reads
/// through ``PageFile``, so that hostile content cannot end the process.
struct ViewExamination {
  /// The store's folder.
  let path: String
  /// The store's header.
  let header: StoreHeader
  /// Leave out the pictures.
  var isQuick = false
  var monitor = TaskMonitor.silent

  /// The damage of each damaged view, by size.
  ///
  /// - Throws: what the system refused, such as memory.
  func run() throws(SystemFailure) -> [StoreDamage] {
    var damage: [StoreDamage] = []
    for size in try FolderWriting.names(in: path).compactMap({ StoreFile.viewSize(ofName: $0) }).sorted() {
      if let problem = try problem(size) {
        damage.append(StoreDamage(.view, id: size, "\(StoreFile.view(size)) \(problem)"))
      }
    }
    return damage
  }

  /// The damage of the view of a size; nil for none.
  func problem(_ size: Int) throws(SystemFailure) -> String? {
    let failures = ReadFailures()
    let problem = try problem(size, failures)
    try failures.check()
    return problem
  }

  private func problem(_ size: Int, _ failures: ReadFailures) throws(SystemFailure) -> String? {
    guard let layout = try? ViewLayout(of: header.shape, size: size), let root = header.root else {
      return "is no view that this store can have: remove it"
    }
    let file: FileDescriptor
    let pages: PageFile
    do throws(SystemFailure) {
      file = try FileDescriptor.regular(FolderWriting.path(StoreFile.view(size), in: path))
      pages = PageFile(file, size: try file.size(), pageSize: 4096, failures: failures)
    } catch {
      guard error.isDamage else { throw error }
      return "cannot be read: \(error.cause)"
    }
    var faults: [String] = []
    guard let state = CommittedState(pages, databases: Self.databases, { faults.append($0.text) }) else {
      return "is no view: it is no LMDB file"
    }
    let view: ViewHeader
    do throws(ViewHeader.Malformed) {
      view = try ViewHeader { state.metaEntries[$0.rawValue] }
    } catch {
      switch error {
      case .newerMajor(let schema): return "has the format \(schema), which this program does not read"
      case .entry(let entry): return "is damaged: its entry '\(entry.rawValue)' is missing or malformed"
      }
    }
    guard view.root == root else { return "was made from another store, with the root \(view.root)" }
    guard view.size == size, view.shape == layout.shape, view.idRange == header.idRange else {
      return "is damaged: it does not fit its store"
    }
    if let fault = faults.first { return "is damaged: \(fault)" }
    return isQuick ? nil : damagedPictures(state, view, file)
  }

  private static let databases = ViewDatabase.allCases.map { ($0.rawValue, flags: UInt16(0)) }

  /// Compares every value with its checksum.
  private func damagedPictures(_ state: CommittedState, _ view: ViewHeader, _ file: FileDescriptor) -> String? {
    let count = (view.idRange.count + view.packing - 1) / view.packing
    // No value takes less than a picture, so a larger count is damage and not worth its memory.
    guard count <= state.pages.size else { return "is damaged: it is said to hold more than its file can" }
    let values = spans(of: .img, state, count)
    let sums = spans(of: .sum, state, count)
    var buffer = FileBuffer(
      file, capacity: min(state.pages.size, view.packing * view.shape.byteCount), failures: state.pages.failures)
    var damaged: [Int] = []
    for number in 0..<count {
      // Values are small: telling of each would cost more than reading it.
      if number % 256 == 0 {
        guard !monitor.isCancelled() else { return nil }
        monitor.report("views", number, count)
      }
      let held = min(view.packing, view.idRange.count - number * view.packing)
      if !isWhole(values[number], sums[number], byteCount: held * view.shape.byteCount, state, &buffer) {
        damaged.append(number)
      }
    }
    monitor.report("views", count, count)
    guard let first = damaged.first else { return nil }
    let id = view.idRange.lowerBound + first * view.packing
    return "is damaged: \(damaged.count) of \(count) values do not have their checksum, the first that of picture \(id)"
  }

  private func isWhole(
    _ value: PageSpan?, _ sum: PageSpan?, byteCount: Int, _ state: CommittedState,
    _ buffer: inout FileBuffer
  ) -> Bool {
    guard let value, value.count == byteCount, byteCount <= state.pages.size, let sum, sum.count == 4,
      let stored = state.pages.bytes(of: sum)
    else {
      return false
    }
    return buffer.read(at: value.offset, count: value.count) { Checksum.crc32c($0) } == stored.number(at: 0)
  }

  /// The locations of the values of the keys from 0; nil for missing ones.
  private func spans(of database: ViewDatabase, _ state: CommittedState, _ count: Int) -> [PageSpan?] {
    var spans = [PageSpan?](repeating: nil, count: count)
    _ = state.visit(database.rawValue, { _ in }) { key, span in
      guard key.count == 8, let number = Int(exactly: UInt64(bigEndian: key.number(at: 0))), number < count else {
        return
      }
      spans[number] = span
    }
    return spans
  }
}
