/// The two meta pages at the beginning of an LMDB file, read without mapping it.
///
/// LMDB maps whatever size the meta page names, and touching a page beyond the file's end ends the process with
/// SIGBUS. So the sizes are compared before LMDB sees the file. Layout: `MDB_meta` of LMDB 0.9 on 64-bit little-endian.
package struct LMDBFileHeader: Sendable, Hashable {
  /// Bytes of one page.
  package let pageSize: Int
  /// The last page in use of the newest committed state.
  package let lastPage: UInt64
  /// The number of the newest committed transaction.
  package let transaction: UInt64

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

  /// The file's least size; nil when the number is beyond any file's.
  package var requiredFileSize: Int? {
    let (pages, tooMany) = lastPage.addingReportingOverflow(1)
    let (bytes, tooLarge) = pages.multipliedReportingOverflow(by: UInt64(pageSize))
    return tooMany || tooLarge ? nil : Int(exactly: bytes)
  }

  private init(pageSize: Int, lastPage: UInt64, transaction: UInt64) {
    self.pageSize = pageSize
    self.lastPage = lastPage
    self.transaction = transaction
  }

  private static func meta(_ bytes: [UInt8]) -> LMDBFileHeader? {
    guard bytes.count == metaSize else { return nil }
    func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
      bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
    }
    let pageSize = Int(number(40, UInt32.self))
    guard number(16, UInt32.self) == magic, pageSizes.contains(pageSize), pageSize & (pageSize - 1) == 0 else {
      return nil
    }
    return LMDBFileHeader(
      pageSize: pageSize, lastPage: number(136, UInt64.self), transaction: number(144, UInt64.self))
  }
}
