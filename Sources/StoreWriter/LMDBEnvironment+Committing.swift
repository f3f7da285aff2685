internal import FractalCore
package import StoreReader
internal import Synchronization
internal import SystemIO

/// Commits after which the file is at no moment shorter than its newest state says.
///
/// LMDB does not write a page that was taken and given back within a transaction, and the last page may be such a one.
/// Readers refuse a file that ends before its last page, because they cannot know which page is missing. So the file is
/// made long enough before a commit, synced with it, and cut to what is needed after it.
extension LMDBEnvironment {
  /// Commits what `body` does in one transaction; where the map is too small for it, it is made larger and `body` called
  /// again.
  ///
  /// - Parameter bytes: what `body` puts, at most, each value in whole pages and with two pages more.
  package func commit(
    growingBy bytes: Int, _ body: (LMDBTransaction) throws(LMDBFailure) -> Void
  ) throws(LMDBFailure) {
    while true {
      do throws(LMDBFailure) {
        let transaction = try LMDBTransaction(self, for: .writing)
        try body(transaction)
        // At most, every page of every tree is a new one, and the list of pages given up takes a few.
        let treePages = transaction.treePages
        let most = requiredFileSize + bytes + (treePages + treePages / 64 + 64) * pageSize
        try fit { $0 < most ? most : $0 }
        try transaction.commit()
        return try fitFile()
      } catch {
        guard error.isMapFull else { throw error }
      }
      // Here the transaction has ended, which changing the map requires.
      try setMapSize(mapSize + max(mapSize / 2, 2 * bytes))
    }
  }

  /// Commits many MiB: meanwhile the system is asked repeatedly to begin writing, so that the disk does not
  /// wait until LMDB has handed over everything.
  func commitLarge(
    growingBy bytes: Int, _ body: @Sendable (LMDBTransaction) throws(LMDBFailure) -> Void
  ) throws(LMDBFailure) {
    guard bytes >= Self.largeCommit else { return try commit(growingBy: bytes, body) }
    let failure = Mutex<LMDBFailure?>(nil)
    let isDone = Atomic(false)
    // The transaction belongs to the thread that begins it, so all of it happens in the background.
    Parallel.both {
      do throws(LMDBFailure) { try commit(growingBy: bytes, body) } catch { failure.withLock { $0 = error } }
      isDone.store(true, ordering: .releasing)
    } _: {
      while !isDone.load(ordering: .acquiring) {
        Parallel.sleep(microseconds: 1000)
        FileDescriptor.beginWriting(fileDescriptor)
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// From so many bytes on the disk has something to do before all are handed over.
  private static let largeCommit = 4 << 20

  /// Makes the file end with the last page in use.
  func fitFile() throws(LMDBFailure) {
    let needed = requiredFileSize
    let wasShort = try fit { _ in needed }
    // Synced, or a loss of power could leave a file that readers refuse as truncated.
    guard wasShort else { return }
    try onFile { (file) throws(SystemFailure) in try file.synchronize() }
  }

  /// Gives the file the length that `length` makes of its own.
  ///
  /// - Returns: whether it has become longer.
  @discardableResult
  private func fit(_ length: (Int) -> Int) throws(LMDBFailure) -> Bool {
    try onFile { (file) throws(SystemFailure) in
      let now = try file.size()
      let wanted = length(now)
      if now != wanted { try file.truncate(to: wanted) }
      return wanted > now
    }
  }

  /// Calls `body` with LMDB's file.
  private func onFile<Result>(_ body: (FileDescriptor) throws(SystemFailure) -> Result) throws(LMDBFailure) -> Result {
    do throws(SystemFailure) { return try FileDescriptor.lent(fileDescriptor, body) } catch {
      throw LMDBFailure(code: error.code)
    }
  }
}
