internal import CLMDB

/// A named database of an environment: an ordered map from byte strings to byte strings.
///
/// Pointers that reads return lead into the map and hold until the transaction ends.
package struct LMDBDatabase: Sendable {
  let handle: UInt32

  /// The flags with which a database is created.
  package struct Options: OptionSet, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }
    /// Make it when it does not exist.
    package static let create = Options(rawValue: MDB_CREATE)
    /// Several sorted values a key, all of one size.
    package static let sortedDuplicates = Options(rawValue: MDB_DUPSORT | MDB_DUPFIXED)
  }

  /// How a value is put.
  package enum Placement: Sendable {
    /// Wherever its key belongs.
    case sorted
    /// Behind all that exist, which its key must be greater than: packs pages full and needs no search.
    case last
  }

  /// Opens a database; the handle holds for the environment's life once `transaction` is committed.
  package init(named name: String, in transaction: LMDBTransaction, options: Options = []) throws(LMDBFailure) {
    var handle: UInt32 = 0
    try LMDBFailure.check(mdb_dbi_open(transaction.handle, name, UInt32(options.rawValue), &handle))
    self.handle = handle
  }

  /// The value of a key, or nil; O(log n).
  package func value(
    of key: UnsafeRawBufferPointer, in transaction: LMDBTransaction
  ) throws(LMDBFailure) -> UnsafeRawBufferPointer? {
    var key = MDB_val(key)
    var value = MDB_val()
    let code = mdb_get(transaction.handle, handle, &key, &value)
    if code == MDB_NOTFOUND { return nil }
    try LMDBFailure.check(code)
    return UnsafeRawBufferPointer(value)
  }

  /// The value of a number's key (u64, big-endian), or nil; O(log n).
  package func value(
    of id: UInt64, in transaction: LMDBTransaction
  ) throws(LMDBFailure) -> UnsafeRawBufferPointer? {
    try withUnsafeBytes(of: id.bigEndian) { (key) throws(LMDBFailure) in try value(of: key, in: transaction) }
  }

  /// The bytes of a key's value, copied, or nil.
  package func bytes(of key: some Collection<UInt8>, in transaction: LMDBTransaction) throws(LMDBFailure) -> [UInt8]? {
    let key = Array(key)
    return try Self.withBytes(key) { (key) throws(LMDBFailure) in try value(of: key, in: transaction).map(Array.init) }
  }

  /// Puts a value; O(log n), or O(1) for ``Placement/last``.
  package func put(
    _ value: UnsafeRawBufferPointer, at key: UnsafeRawBufferPointer, _ placement: Placement = .sorted,
    in transaction: LMDBTransaction
  ) throws(LMDBFailure) {
    var key = MDB_val(key)
    var value = MDB_val(value)
    let flags = placement == .last ? UInt32(MDB_APPEND) : 0
    try LMDBFailure.check(mdb_put(transaction.handle, handle, &key, &value, flags))
  }

  /// Puts bytes at a key of bytes.
  package func put(
    _ value: [UInt8], at key: [UInt8], _ placement: Placement = .sorted, in transaction: LMDBTransaction
  ) throws(LMDBFailure) {
    try Self.withBytes(value) { (value) throws(LMDBFailure) in
      try Self.withBytes(key) { (key) throws(LMDBFailure) in try put(value, at: key, placement, in: transaction) }
    }
  }

  /// Puts bytes at a number's key (u64, big-endian).
  package func put(
    _ value: [UInt8], at id: UInt64, _ placement: Placement, in transaction: LMDBTransaction
  ) throws(LMDBFailure) {
    try Self.withBytes(value) { (value) throws(LMDBFailure) in
      try withUnsafeBytes(of: id.bigEndian) { (key) throws(LMDBFailure) in
        try put(value, at: key, placement, in: transaction)
      }
    }
  }

  /// Removes a key with its value; stores never do, but their tests must know what becomes of the pages.
  package func remove(_ key: [UInt8], in transaction: LMDBTransaction) throws(LMDBFailure) {
    try Self.withBytes(key) { (key) throws(LMDBFailure) in
      var key = MDB_val(key)
      try LMDBFailure.check(mdb_del(transaction.handle, handle, &key, nil))
    }
  }

  /// How many values there are; O(1).
  package func count(in transaction: LMDBTransaction) throws(LMDBFailure) -> Int {
    var stat = MDB_stat()
    try LMDBFailure.check(mdb_stat(transaction.handle, handle, &stat))
    return Int(stat.ms_entries)
  }

  // Unlike withUnsafeBytes, withUnsafeBufferPointer passes the type of an error on.
  private static func withBytes<Result>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(LMDBFailure) -> Result
  ) throws(LMDBFailure) -> Result {
    try bytes.withUnsafeBufferPointer { (bytes) throws(LMDBFailure) in try body(UnsafeRawBufferPointer(bytes)) }
  }
}

extension MDB_val {
  /// LMDB does not write through what it is given; its struct only has no const.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }
}

extension UnsafeRawBufferPointer {
  init(_ value: MDB_val) {
    self.init(start: value.mv_data, count: value.mv_size)
  }
}
