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

  private func move(_ operation: MDB_cursor_op) throws(LMDBFailure) -> Entry? {
    var key = MDB_val()
    var value = MDB_val()
    let code = mdb_cursor_get(handle, &key, &value, operation)
    if code == MDB_NOTFOUND { return nil }
    try LMDBFailure.check(code)
    return (UnsafeRawBufferPointer(key), UnsafeRawBufferPointer(value))
  }
}
