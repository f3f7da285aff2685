internal import CLMDB
package import FractalCore

/// A call of LMDB that failed, with the code that it gave.
package struct LMDBFailure: Error {
  /// LMDB's own code when negative, otherwise an `errno`.
  package let code: Int32

  package init(code: Int32) {
    self.code = code
  }

  /// Throws unless LMDB reported success.
  static func check(_ code: Int32) throws(LMDBFailure) {
    guard code == MDB_SUCCESS else { throw LMDBFailure(code: code) }
  }

  /// The map is too small for the transaction: grow it and try again.
  package var isMapFull: Bool { code == MDB_MAP_FULL }
  /// Another process has grown the map beyond this one's.
  package var isMapResized: Bool { code == MDB_MAP_RESIZED }
  /// A database or key does not exist.
  package var isNotFound: Bool { code == MDB_NOTFOUND }
  /// The file is none of LMDB's, or of a format that this LMDB does not know.
  package var isForeignFile: Bool { code == MDB_INVALID || code == MDB_VERSION_MISMATCH }

  /// The failure of a file that LMDB can read but that has not a store's databases.
  static var foreignFile: LMDBFailure { LMDBFailure(code: MDB_INVALID) }

  /// The failure of a store whose databases contradict one another.
  package static var inconsistent: LMDBFailure { LMDBFailure(code: MDB_CORRUPTED) }

  /// The operating system's code, where it was one.
  package var systemCode: Int32? { code > 0 ? code : nil }

  /// For the `cause` of a module's error.
  package var cause: UnderlyingCause {
    UnderlyingCause(domain: code > 0 ? "errno" : "LMDB", code: code, text: String(cString: mdb_strerror(code)))
  }
}
