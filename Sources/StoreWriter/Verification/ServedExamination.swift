internal import StoreReader
internal import SystemIO

/// Asks LMDB for every entry and compares what it serves with what was examined: the same keys, at the same places.
///
/// LMDB checks no page, so this may end the process with a signal where the examination of pages missed something: call
/// it in a process that may end.
struct ServedExamination {
  let path: String
  let isSealed: Bool
  let state: CommittedState
  let report: (StoreDamage) -> Void

  /// - Throws: what the system refused, such as memory.
  func run() throws(SystemFailure) {
    do throws(LMDBFailure) {
      let environment = try open()
      let transaction = try LMDBTransaction(environment, for: .reading)
      // The start of the map: the same for every value on which LMDB and the examination agree.
      var base: Int?
      for name in StoreDatabase.allCases {
        let database = try LMDBDatabase(named: name.rawValue, in: transaction)
        guard try isSame(name, database, transaction, &base) else {
          report(StoreDamage(.served, "LMDB serves other entries of '\(name.rawValue)' than the file holds"))
          return
        }
      }
    } catch {
      if let code = error.systemCode, !SystemFailure(code: code).isDamage { throw SystemFailure(code: code) }
      report(StoreDamage(.served, "LMDB cannot read the file: \(error.cause)"))
    }
  }

  private func isSame(
    _ name: StoreDatabase, _ database: LMDBDatabase, _ transaction: LMDBTransaction, _ base: inout Int?
  ) throws(LMDBFailure) -> Bool {
    let cursor = try LMDBCursor(database, in: transaction)
    var isSame = true
    _ = state.visit(name, { _ in }) { key, span in
      guard isSame, let entry = try? cursor.next(), entry.key.elementsEqual(key), entry.value.count == span.count else {
        isSame = false
        return
      }
      guard span.count > 0, let address = entry.value.baseAddress else { return }
      let start = Int(bitPattern: address) - span.offset
      if base == nil { base = start }
      if base != start { isSame = false }
    }
    guard isSame else { return false }
    return try cursor.next() == nil
  }

  /// Without locks, so that no file is made or changed: a writer is kept away by its own lock.
  private func open() throws(LMDBFailure) -> LMDBEnvironment {
    try LMDBEnvironment(
      path: FolderWriting.path(StoreFile.data, in: path), mode: isSealed ? .sealed : .sharedWithoutLocks)
  }
}
