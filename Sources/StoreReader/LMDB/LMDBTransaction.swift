internal import CLMDB

/// One view of an environment: a snapshot to read, or a set of changes that is committed whole or not at all.
///
/// Aborted when it goes without ``commit()``. A reading one may move between threads but be used by one at a time; a
/// writing one stays on the thread that began it.
package final class LMDBTransaction: @unchecked Sendable {
  private let environment: LMDBEnvironment
  private var open: OpaquePointer?

  /// The access that a transaction has.
  package enum Purpose: Sendable {
    case reading, writing
  }

  /// Begins one; a writing one waits for any other to end.
  package init(_ environment: LMDBEnvironment, for purpose: Purpose) throws(LMDBFailure) {
    self.environment = environment
    let flags = purpose == .reading ? UInt32(MDB_RDONLY) : 0
    try LMDBFailure.check(mdb_txn_begin(environment.handle, nil, flags, &open))
  }

  deinit { abort() }

  var handle: OpaquePointer {
    guard let open else { preconditionFailure("a transaction was used after its end: a defect of StoreReader") }
    return open
  }

  /// Pages of all trees as the transaction has them, without those of values that have pages of their own.
  package var treePages: Int {
    var pages = 0
    // LMDB's own two trees have the handles 0 and 1, then come the named databases in the order of their opening.
    for database in 0..<LMDBEnvironment.databaseLimit + 2 {
      var stat = MDB_stat()
      guard mdb_stat(handle, database, &stat) == MDB_SUCCESS else { break }
      pages += Int(stat.ms_branch_pages) + Int(stat.ms_leaf_pages)
    }
    return pages
  }

  /// Makes the changes durable; the transaction ends, also when this throws, and then nothing has changed.
  package func commit() throws(LMDBFailure) {
    let ended = handle
    open = nil
    try LMDBFailure.check(mdb_txn_commit(ended))
  }

  /// Ends the transaction without a change; nothing happens when it has ended.
  package func abort() {
    guard let ended = open else { return }
    open = nil
    mdb_txn_abort(ended)
  }
}
