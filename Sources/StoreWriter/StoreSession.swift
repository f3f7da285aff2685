public import FractalCore
public import StoreReader
internal import Synchronization
internal import SystemIO

/// The one writer of a store: makes it or goes on with it, appends assets in the order of their ids, seals it.
///
/// Assets are on the disk and survive any kill once ``append(_:)`` has returned; a session that ends without `seal()`
/// is gone on with by ``resume(path:planHash:rendererVersion:shape:idRange:)``, to the same root. Any thread may call
/// it; calls wait for one another. Do not open a `Store` on its path in the same process before it is sealed: LMDB's
/// locks belong to processes.
public final class StoreSession: Sendable {
  /// The state of a resumed store.
  public enum Opening: Sendable {
    /// Not finished: append from ``StoreSession/nextID`` on, then seal.
    case growing(StoreSession)
    /// Finished already: nothing is left to do.
    case sealed(StoreHeader)
  }

  /// The mutable state of a session.
  struct State: Sendable {
    /// The open file; nil once the session has ended.
    var environment: LMDBEnvironment?
    var lock: WriterLock?
    var nextID: Int
    /// The root that the file already holds, where an earlier session ended between root and seal.
    var committedRoot: SHA256Digest?
  }

  /// The store's folder, as it was given.
  public let path: String
  /// The store's header when the session began.
  public let header: StoreHeader

  let databases: StoreDatabases
  let state: Mutex<State>

  init(
    path: String, header: StoreHeader, databases: StoreDatabases, environment: LMDBEnvironment, lock: WriterLock
  ) {
    self.path = path
    self.header = header
    self.databases = databases
    let next = header.idRange.lowerBound + header.count
    state = Mutex(State(environment: environment, lock: lock, nextID: next, committedRoot: header.root))
  }

  /// The id that the next asset must have; the end of `header.idRange` when all are there.
  public var nextID: Int { state.withLock { $0.nextID } }

  /// A specification of the store's catalog, in its canonical form.
  public func specification(of id: Int) throws(StoreWriterError) -> [UInt8] {
    try withEnvironment { (environment, _) throws(StoreWriterError) in
      try catalogEntries([id], environment)[0]
    }
  }

  /// How many specifications the catalog has; they have the ids from 0.
  public var catalogCount: Int {
    get throws(StoreWriterError) {
      try withEnvironment { (environment, _) throws(StoreWriterError) in
        do throws(LMDBFailure) {
          return try databases.catalog.count(in: LMDBTransaction(environment, for: .reading))
        } catch {
          throw StoreWriterError(error, writing: path)
        }
      }
    }
  }

  /// Ends the session, when it has not ended; what was appended stays.
  public func close() {
    state.withLock { state in
      state.environment = nil
      state.lock?.remove(at: FolderWriting.path(StoreFile.writerLock, in: path))
      state.lock = nil
    }
  }

  /// Calls `body` with the open file, one call at a time.
  func withEnvironment<Result: Sendable>(
    _ body: (LMDBEnvironment, inout State) throws(StoreWriterError) -> Result
  ) throws(StoreWriterError) -> Result {
    try state.withLock { (state) throws(StoreWriterError) in
      guard let environment = state.environment else {
        throw StoreWriterError(.closed, "the session that wrote \(path) has ended: resume the store")
      }
      return try body(environment, &state)
    }
  }

  /// The specifications with these ids.
  func catalogEntries(_ ids: [Int], _ environment: LMDBEnvironment) throws(StoreWriterError) -> [[UInt8]] {
    var entries: [[UInt8]] = []
    do throws(LMDBFailure) {
      let transaction = try LMDBTransaction(environment, for: .reading)
      for id in ids {
        guard let key = UInt64(exactly: id), let value = try databases.catalog.value(of: key, in: transaction) else {
          break
        }
        entries.append(Array(value))
      }
    } catch {
      throw StoreWriterError(error, writing: path)
    }
    guard entries.count == ids.count else {
      throw StoreWriterError(
        .invalidAsset, "the catalog of \(path) has no specification with the id \(ids[entries.count])")
    }
    return entries
  }
}
