package import SystemIO

/// The two meta pages at the beginning of an LMDB file, read without mapping it.
///
/// Touching a page beyond the file's end ends the process with SIGBUS. So the sizes are compared before anything is
/// mapped. Layout: `MDB_meta` of LMDB 0.9 on 64-bit little-endian.
package struct LMDBFileHeader: Sendable, Hashable {
  /// Bytes of one page.
  package let pageSize: Int
  /// The last page in use of the newest committed state.
  package let lastPage: UInt64
  /// The number of the newest committed transaction.
  package let transaction: UInt64
  /// The tree whose entries are the named trees.
  let main: TreeRoot

  /// Bytes of a meta page that matter: its header and `MDB_meta`.
  private static let metaSize = 152
  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let pageSizes = 512...65_536

  /// Reads both meta pages; nil when the file is none of LMDB's.
  package init?(file: FileDescriptor) throws(SystemFailure) {
    guard let first = Self.meta(try file.read(at: 0, count: Self.metaSize)),
      let second = Self.meta(try file.read(at: first.pageSize, count: Self.metaSize))
    else { return nil }
    self = second.transaction > first.transaction ? second : first
  }

  /// Reads both meta pages, again and again until twice the same: a writer may be writing them.
  package init?(written file: FileDescriptor) throws(SystemFailure) {
    guard var known = try LMDBFileHeader(file: file) else { return nil }
    while true {
      guard let again = try LMDBFileHeader(file: file) else { return nil }
      if again == known { break }
      known = again
    }
    self = known
  }

  /// The file's least size; nil when the number is beyond any file's.
  package var requiredFileSize: Int? {
    let (pages, tooMany) = lastPage.addingReportingOverflow(1)
    let (bytes, tooLarge) = pages.multipliedReportingOverflow(by: UInt64(pageSize))
    return tooMany || tooLarge ? nil : Int(exactly: bytes)
  }

  private init(pageSize: Int, lastPage: UInt64, transaction: UInt64, main: TreeRoot) {
    (self.pageSize, self.lastPage, self.transaction, self.main) = (pageSize, lastPage, transaction, main)
  }

  private static func meta(_ bytes: [UInt8]) -> LMDBFileHeader? {
    guard bytes.count == metaSize else { return nil }
    return bytes.withUnsafeBytes { bytes in
      let pageSize = Int(bytes.number(at: 40, UInt32.self))
      guard bytes.number(at: 16, UInt32.self) == magic, pageSizes.contains(pageSize), pageSize & (pageSize - 1) == 0
      else { return nil }
      return LMDBFileHeader(
        pageSize: pageSize, lastPage: bytes.number(at: 136), transaction: bytes.number(at: 144),
        main: TreeRoot(UnsafeRawBufferPointer(rebasing: bytes[88..<88 + TreeRoot.size])))
    }
  }
}
