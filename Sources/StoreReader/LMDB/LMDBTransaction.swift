internal import CLMDB

/// One view of an environment: a snapshot to read, or a set of changes that is committed whole or not at all.
///
/// Aborted when it goes without ``commit()``. A reading one may move between threads but be used by one at a time; a
/// writing one stays on the thread that began it.
package final class LMDBTransaction: @unchecked Sendable {
  private let environment: LMDBEnvironment
  private var open: OpaquePointer?

  /// What a transaction may do.
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
