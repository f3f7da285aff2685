public import FractalCore
internal import StoreReader
internal import SystemIO

/// Adds the assets of finished stores to another one; pictures that are there already are dropped.
///
/// The store's assets keep their ids, unless it held equal pictures itself. The union grows in a sibling of the store,
/// and the two are exchanged at the end, so the store is whole at any moment; the same call goes on from a run that
/// ended early.
public struct StoreAddition: Sendable {
  /// The store's folder.
  public let path: String
  /// The folders of the stores that are added, in this order.
  public let additions: [String]
  /// Threads that hash.
  public var threads = Parallel.processorCount
  /// The most assets that one commit takes; nil for as many as 64 MiB hold.
  public var batchLimit: Int?
  /// The program's name and version, kept in the store for people.
  public var generatorVersion = "fernery"

  /// An addition of stores to the one at `path`.
  public init(path: String, additions: [String]) {
    (self.path, self.additions) = (path, additions)
  }

  /// How an addition ended.
  public struct Outcome: Sendable {
    /// Assets that the store had.
    public var from: Int
    /// Assets that its successor has.
    public var count: Int
    /// Assets that were dropped because an equal picture is there.
    public var duplicates: Int
    /// The Merkle root; nil if the run was stopped before the end.
    public var root: SHA256Digest?
  }

  /// Runs until the store has its successor or the monitor cancels.
  ///
  /// - Throws: `StoreError` or ``StoreWriterError``, as ``StoreUnion`` does; then the store is as it was.
  public func run(monitor: TaskMonitor = .silent) throws -> Outcome {
    let sibling = try StoreStaging(of: path)
    defer { sibling.end() }
    let store = try Store(path: path)
    try store.requireSealed()
    let content = try sibling.content(besides: store.header)
    if content != .addition { try sibling.clear(besides: store.header) }
    var union = StoreUnion(stores: [sibling.store] + additions, path: sibling.path)
    union.threads = threads
    union.batchLimit = batchLimit
    union.generatorVersion = generatorVersion
    let made: StoreUnion.Outcome
    do {
      made = try union.run(monitor: monitor)
    } catch let error as StoreWriterError where error.code == .otherPlan {
      throw sibling.busyError(.addition)
    }
    let outcome = Outcome(
      from: store.count, count: made.store.count, duplicates: made.duplicates, root: made.store.root)
    guard made.store.root != nil else { return outcome }
    if made.store.count == store.count, made.store.root == store.root {
      sibling.removeRemains()
    } else {
      try sibling.replaceStore(store)
    }
    return outcome
  }
}
