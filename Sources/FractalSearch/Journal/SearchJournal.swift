public import FractalCore
internal import StoreReader
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The file in which a search keeps what it has judged, so that a killed one goes on where it was; also what machines that search
/// islands hand over.
///
/// A header names the plan; records follow, each with its length and a checksum. A record is a chunk of the pool, or what
/// a selection kept of an island or of everything so far. What a kill or a lost disk cut off at the end is dropped. It may be
/// deleted at any time: only time is lost.
public final class SearchJournal: Sendable {
  /// The file.
  public let path: String

  private struct State {
    var file: FileDescriptor
    var end: Int
    var contents: Contents
  }

  private struct Contents {
    var chunks: [UInt32: Candidates] = [:]
    var kept: [UInt32: Candidates] = [:]
  }

  private enum Kind: UInt8 {
    case chunk = 1
    case kept = 2
  }

  private let header: [UInt8]
  private let state: Mutex<State>

  private static let magic = Array("FERNSRCH".utf8)
  private static let version: UInt32 = 1

  /// Opens the journal of a plan, or begins one.
  ///
  /// - Parameter replacesOther: whether the journal of another plan is given up.
  /// - Throws: ``SearchError``: the file is no journal, is of another plan, is in use, or cannot be written.
  public init(path: String, plan: SearchPlan, replacesOther: Bool = false) throws(SearchError) {
    self.path = path
    header = Self.header(of: plan)
    let file: FileDescriptor
    let bytes: [UInt8]
    do throws(SystemFailure) {
      file = try FileDescriptor(path, O_RDWR | O_CREAT)
      bytes = try file.read(at: 0, count: try file.size())
    } catch { throw Self.error(error, path) }
    try Self.lock(file, path)
    let isOther = bytes.starts(with: Self.magic) && !bytes.starts(with: header)
    if bytes.isEmpty || isOther && replacesOther {
      ftruncate(file.number, 0)
      try Self.write(header, to: file, at: 0, path)
      state = Mutex(State(file: file, end: header.count, contents: Contents()))
    } else {
      let read = try Self.read(bytes, header: header, path)
      ftruncate(file.number, off_t(read.end))
      state = Mutex(State(file: file, end: read.end, contents: read.contents))
    }
  }

  /// What other machines' journals of the same plan kept of islands.
  ///
  /// - Throws: ``SearchError`` for a file that is no journal, or of another plan.
  public static func kept(in path: String, plan: SearchPlan) throws(SearchError) -> [Int: Candidates] {
    let bytes: [UInt8]
    do throws(SystemFailure) {
      let file = try FileDescriptor(reading: path)
      bytes = try file.read(at: 0, count: try file.size())
    } catch {
      guard !error.isMissing else { throw SearchError(.notFound, "there is no file \(path)") }
      throw Self.error(error, path)
    }
    let kept = try read(bytes, header: header(of: plan), path).contents.kept
    return Dictionary(uniqueKeysWithValues: kept.map { (Int($0.key), $0.value) })
  }

  /// Removes the file: the search is done.
  public func remove() {
    unlink(path)
  }

  /// Calls a search; where it fails for a reason that going on does not mend, the file is removed.
  public func removedOnFailure<Result>(_ search: () throws -> Result) throws -> Result {
    do { return try search() } catch let error as SearchError where error.code == .poolTooSmall {
      remove()
      throw error
    }
  }

  /// A chunk that was judged before; handed out once.
  func take(chunk: Int) -> Candidates? {
    state.withLock { $0.contents.chunks.removeValue(forKey: UInt32(chunk)) }
  }

  /// Keeps a chunk.
  func add(_ candidates: Candidates, chunk: Int) throws(SearchError) {
    let record = Self.record(.chunk, UInt32(chunk), candidates)
    try state.withLock { state throws(SearchError) in
      try Self.write(record, to: state.file, at: state.end, path)
      state.end += record.count
    }
  }

  /// What a selection kept at a stage: an island's number, or 0.
  func kept(at stage: Int) -> Candidates? { state.withLock { $0.contents.kept[UInt32(stage)] } }

  /// Keeps what a selection kept at a stage; chunks so far are in it and leave the file.
  func keep(_ candidates: Candidates, at stage: Int) throws(SearchError) {
    try state.withLock { state throws(SearchError) in
      state.contents.kept[UInt32(stage)] = candidates
      state.contents.chunks = [:]
      var bytes = header
      for (stage, kept) in state.contents.kept.sorted(by: { $0.key < $1.key }) {
        bytes += Self.record(.kept, stage, kept)
      }
      // A new file in its place, so that a kill leaves one or the other.
      let draft = path + ".tmp"
      do throws(SearchError) {
        let file = try Self.draft(draft, path)
        try Self.write(bytes, to: file, at: 0, path)
        guard rename(draft, path) == 0 else { throw Self.error(.last, path) }
        (state.file, state.end) = (file, bytes.count)
      } catch {
        unlink(draft)
        throw error
      }
    }
  }
}

// MARK: - The file

extension SearchJournal {
  private static func header(of plan: SearchPlan) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.write(contentsOf: magic)
    writer.write(version)
    writer.write(contentsOf: plan.hash.bytes)
    return writer.bytes
  }

  private static func record(_ kind: Kind, _ number: UInt32, _ candidates: Candidates) -> [UInt8] {
    var payload = CanonicalWriter()
    payload.write(kind.rawValue)
    payload.write(number)
    payload.write(contentsOf: candidates.bytes)
    var writer = CanonicalWriter()
    writer.write(UInt32(payload.bytes.count))
    writer.write(contentsOf: payload.bytes)
    writer.write(Checksum.crc32c(payload.bytes))
    return writer.bytes
  }

  /// The records of a file, up to the first that is cut off or damaged, and where they end.
  private static func read(
    _ bytes: [UInt8], header: [UInt8], _ path: String
  ) throws(SearchError) -> (contents: Contents, end: Int) {
    guard bytes.starts(with: magic) else {
      throw SearchError(.notAJournal, "\(path) is no journal of a search: choose another path")
    }
    guard bytes.starts(with: header) else {
      throw SearchError(
        .otherPlan,
        "\(path) keeps a search of another plan or version of Fernery: remove it to search anew, or choose another path"
      )
    }
    var contents = Contents()
    var end = header.count
    while bytes.count - end >= 8 {
      let length = Int(UInt32(littleEndianBytes: bytes[end..<end + 4]))
      let (start, stop) = (end + 4, end + 4 + length)
      guard length >= 5, bytes.count - stop >= 4 else { break }
      let payload = Array(bytes[start..<stop])
      guard UInt32(littleEndianBytes: bytes[stop..<stop + 4]) == Checksum.crc32c(payload),
        let kind = Kind(rawValue: payload[0]), let candidates = Candidates(bytes: Array(payload[5...]))
      else { break }
      let number = UInt32(littleEndianBytes: payload[1..<5])
      switch kind {
      case .chunk: contents.chunks[number] = candidates
      case .kept: contents.kept[number] = candidates
      }
      end = stop + 4
    }
    return (contents, end)
  }

  private static func write(
    _ bytes: [UInt8], to file: FileDescriptor, at offset: Int, _ path: String
  ) throws(SearchError) {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes {
        pwrite(file.number, $0.baseAddress! + done, bytes.count - done, off_t(offset + done))
      }
      if wrote < 0 && errno == EINTR { continue }
      guard wrote > 0 else { throw error(.last, path) }
      done += wrote
    }
  }

  /// An empty file that will stand at `path`, locked as that is.
  private static func draft(_ draft: String, _ path: String) throws(SearchError) -> FileDescriptor {
    let file: FileDescriptor
    do throws(SystemFailure) { file = try FileDescriptor(draft, O_RDWR | O_CREAT | O_TRUNC) } catch {
      throw Self.error(error, path)
    }
    try lock(file, path)
    return file
  }

  private static func lock(_ file: FileDescriptor, _ path: String) throws(SearchError) {
    guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
      throw SearchError(
        .journal, "\(path) is in use by another search: wait for it to end, or stop it", cause: SystemFailure.last.cause
      )
    }
  }

  private static func error(_ failure: SystemFailure, _ path: String) -> SearchError {
    let reason =
      if failure.isNoSpace {
        "no space left: free some and run the same command again, which goes on"
      } else if failure.isPermission {
        "permission is missing"
      } else if failure.isMissing {
        "the folder that should hold it does not exist"
      } else {
        "the disk may be failing"
      }
    return SearchError(.journal, "cannot keep the search in \(path): \(reason)", cause: failure.cause)
  }
}

extension UInt32 {
  fileprivate init(littleEndianBytes bytes: ArraySlice<UInt8>) {
    self = bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
