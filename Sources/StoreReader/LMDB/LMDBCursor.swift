internal import CLMDB

/// A place in a database, for walks in the order of keys.
package final class LMDBCursor {
  private let transaction: LMDBTransaction
  private let handle: OpaquePointer

  /// A key and its value, both inside of the map until the transaction ends.
  package typealias Entry = (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)

  /// Opens a cursor; it must go before its transaction ends.
  package init(_ database: LMDBDatabase, in transaction: LMDBTransaction) throws(LMDBFailure) {
    var opened: OpaquePointer?
    try LMDBFailure.check(mdb_cursor_open(transaction.handle, database.handle, &opened))
    guard let opened else { throw LMDBFailure(code: MDB_PANIC) }
    self.transaction = transaction
    self.handle = opened
  }

  deinit { mdb_cursor_close(handle) }

  /// The entry with the least key, or nil in an empty database.
  package func first() throws(LMDBFailure) -> Entry? { try move(MDB_FIRST) }
  /// The entry with the greatest key, or nil in an empty database.
  package func last() throws(LMDBFailure) -> Entry? { try move(MDB_LAST) }
  /// The entry behind the last one returned, the first at the beginning, or nil at the end.
  package func next() throws(LMDBFailure) -> Entry? { try move(MDB_NEXT) }

  /// The first entry whose key is not less than `key`, or nil where there is none; O(log n).
  package func seek(_ key: UnsafeRawBufferPointer) throws(LMDBFailure) -> Entry? {
    try move(MDB_SET_RANGE, MDB_val(key))
  }

  /// Moves to the first entry whose key is a number (u64, big-endian) or greater.
  package func seek(_ id: UInt64) throws(LMDBFailure) -> Entry? {
    try withUnsafeBytes(of: id.bigEndian) { (key) throws(LMDBFailure) in try seek(key) }
  }

  /// Moves to the first entry whose key is these bytes or greater.
  package func seek(_ key: [UInt8]) throws(LMDBFailure) -> Entry? {
    try key.withUnsafeBufferPointer { (key) throws(LMDBFailure) in try seek(UnsafeRawBufferPointer(key)) }
  }

  /// The next value of the same key, or nil behind the last: for databases of sorted duplicates.
  package func nextDuplicate() throws(LMDBFailure) -> Entry? { try move(MDB_NEXT_DUP) }

  private func move(_ operation: MDB_cursor_op, _ sought: MDB_val = MDB_val()) throws(LMDBFailure) -> Entry? {
    var key = sought
    var value = MDB_val()
    let code = mdb_cursor_get(handle, &key, &value, operation)
    if code == MDB_NOTFOUND { return nil }
    try LMDBFailure.check(code)
    return (UnsafeRawBufferPointer(key), UnsafeRawBufferPointer(value))
  }
}
