internal import FractalCore
internal import SystemIO

/// The file of a journal, open: a header that names the plan, and records after it.
///
/// Who writes it holds its lock, and stands at its path: nobody else has removed or replaced it meanwhile.
struct JournalFile: Sendable {
  let path: String
  private let header: [UInt8]
  private var file: FileDescriptor
  private var end: Int

  private static let magic = Array("FERNSRCH".utf8)
  private static let version: UInt32 = 2

  /// Opens a plan's file for writing, or begins it.
  ///
  /// - Throws: ``SearchError``: the file is no journal, is of another plan, is in use or cannot be written.
  init(path: String, plan: SearchPlan) throws(SearchError) {
    self.path = path
    header = Self.header(of: plan)
    let start: [UInt8]
    do throws(SystemFailure) {
      file = try FileDescriptor.locking(own: path)
      Self.removeDraft(of: file, at: path)
      start = try file.read(at: 0, count: header.count)
      end = try file.size()
      if end <= header.count, Self.isBeginning(start) {
        try file.empty()
        try file.write(header, at: 0)
        // A header that is on the disk is never taken for an empty one.
        try file.synchronize()
        end = header.count
        return
      }
    } catch {
      guard !error.isLocked else {
        throw SearchError(.inUse, "\(path) is in use by another search: wait for it to end, or stop it")
      }
      throw SearchError(error, writing: path)
    }
    try Self.check(start, is: header, path)
  }

  /// Opens a plan's file to look at what it holds.
  ///
  /// - Throws: ``SearchError``: the file is no journal, is of another plan or cannot be read.
  init(reading path: String, plan: SearchPlan) throws(SearchError) {
    self.path = path
    header = Self.header(of: plan)
    let start: [UInt8]
    do throws(SystemFailure) {
      file = try FileDescriptor.regular(path)
      end = try file.size()
      start = try file.read(at: 0, count: header.count)
    } catch { throw SearchError(error, reading: path) }
    guard !start.starts(with: Self.magic) || start == header else {
      throw SearchError(
        .otherPlan,
        "\(path) was searched with another plan or version of Fernery: give the same preset, size, seed, pool, islands and "
          + "kept as it was")
    }
    try Self.check(start, is: header, path)
  }

  /// Bytes before the first record.
  var headerCount: Int { header.count }

  /// The record that begins at a place, and its bytes' places; nil if none stands there whole.
  ///
  /// - Throws: ``SearchError`` if the file cannot be read: what stands there may be whole.
  func record(from start: Int, limit: Int) throws(SearchError) -> (JournalRecord, Range<Int>)? {
    do throws(SystemFailure) {
      let head = try file.read(at: start, count: 4)
      guard head.count == 4 else { return nil }
      let count = head.reversed().reduce(0) { $0 << 8 | Int($1) } + 8
      guard count <= limit, start + count <= end else { return nil }
      let place = start..<start + count
      return JournalRecord(bytes: try file.read(at: place.lowerBound, count: count)).map { ($0, place) }
    } catch { throw SearchError(error, reading: path) }
  }

  /// The record at a place; nil if it cannot be read any more.
  func record(at place: Range<Int>) -> JournalRecord? {
    (try? file.read(at: place.lowerBound, count: place.count)).flatMap(JournalRecord.init)
  }

  /// Drops what follows the last whole record.
  mutating func cut(at place: Int) throws(SearchError) {
    guard place != end else { return }
    do throws(SystemFailure) { try file.truncate(to: place) } catch {
      throw SearchError(error, writing: path)
    }
    end = place
  }

  /// Writes a record at the end; says where.
  ///
  /// - Parameter durably: whether it must be on the disk when this returns.
  mutating func append(_ bytes: [UInt8], durably: Bool) throws(SearchError) -> Range<Int> {
    do throws(SystemFailure) {
      try file.write(bytes, at: end)
      if durably { try file.synchronize() }
    } catch { throw SearchError(error, writing: path) }
    defer { end += bytes.count }
    return end..<end + bytes.count
  }

  /// Writes the file anew with some of its records: a kill leaves the old one or the new one.
  mutating func rewrite(keeping places: [Range<Int>]) throws(SearchError) {
    do throws(SystemFailure) {
      let draft = try draft()
      do throws(SystemFailure) {
        try draft.file.write(header, at: 0)
        var end = header.count
        for place in places {
          let record = try file.read(at: place.lowerBound, count: place.count)
          guard record.count == place.count else { throw SystemFailure.unreadable }
          try draft.file.write(record, at: end)
          end += place.count
        }
        try draft.file.synchronize()
        try FolderWriting.rename(draft.path, to: path)
        (file, self.end) = (draft.file, end)
      } catch {
        FolderWriting.removeFile(draft.path)
        throw error
      }
    } catch { throw SearchError(error, writing: path) }
  }

  /// Removes the file, if it is still what stands at the path.
  func remove() {
    if file.isNamed(by: path) { FolderWriting.removeFile(path) }
  }
}

// MARK: - The header

extension JournalFile {
  private static func header(of plan: SearchPlan) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.write(contentsOf: magic)
    writer.write(version)
    writer.write(contentsOf: plan.hash.bytes)
    return writer.bytes
  }

  /// Whether so short a file has nothing yet, or no more than what a kill or a lost disk left of a header.
  private static func isBeginning(_ bytes: [UInt8]) -> Bool {
    let isCut = bytes.count < magic.count + 4 + 32 && magic.starts(with: bytes.prefix(magic.count))
    return isCut || bytes.allSatisfy { $0 == 0 }
  }

  private static func check(_ start: [UInt8], is header: [UInt8], _ path: String) throws(SearchError) {
    guard start.starts(with: magic) else {
      throw SearchError(.notAJournal, "\(path) is no journal of a search: choose another path")
    }
    guard start == header else {
      throw SearchError(
        .otherPlan,
        "\(path) keeps a search of another plan or version of Fernery: ask for the same as before to go on with it, choose "
          + "another path, or remove it if nothing needs it")
    }
  }
}

// MARK: - The system

extension JournalFile {
  /// A new file, locked, that will take the place of this one: hidden beside it, under a name that only this file's draft has.
  private func draft() throws(SystemFailure) -> (file: FileDescriptor, path: String) {
    let draft = try Self.draftPath(of: file, at: path)
    let made = try FileDescriptor(making: draft)
    do throws(SystemFailure) { try made.tryLock() } catch {
      FolderWriting.removeFile(draft)
      throw error
    }
    return (made, draft)
  }

  private static func draftPath(of file: FileDescriptor, at path: String) throws(SystemFailure) -> String {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return "\(folder).fernery-search-\(try file.status().identity[1])"
  }

  /// Removes what a killed run, or a lost disk, left of a file's draft, which is of use to nobody; anything else stays.
  private static func removeDraft(of file: FileDescriptor, at path: String) {
    guard let draft = try? draftPath(of: file, at: path), let left = try? FileDescriptor.regular(draft),
      let start = try? left.read(at: 0, count: magic.count), start.starts(with: magic) || isBeginning(start)
    else { return }
    FolderWriting.removeFile(draft)
  }
}
