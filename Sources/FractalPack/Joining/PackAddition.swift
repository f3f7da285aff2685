public import FractalCore
public import StoreWriter
internal import SystemIO

/// Adds the assets of a pack to a finished store; pictures that are there already are dropped.
///
/// The store is whole at any moment; a run that ends early is gone on with by the same call.
public struct PackAddition: Sendable {
  /// The location of the pack.
  public let location: String
  /// The store's folder.
  public let store: String
  /// Whom to believe.
  public var trust = PackTrust()
  /// Threads that work.
  public var threads = Parallel.processorCount
  /// The program's name and version, kept in the store for people.
  public var generatorVersion = "fernery"

  /// An addition of the pack at `location` to the store at `store`.
  public init(location: String, store: String) {
    (self.location, self.store) = (location, store)
  }

  /// Runs until the store has its successor or the monitor cancels.
  ///
  /// - Returns: nil if the monitor cancelled while the pack was unpacked.
  public func run(monitor: TaskMonitor = .silent) throws -> StoreAddition.Outcome? {
    try StoreStaging.finishReplacement(of: store)
    _ = try PackableStore(path: store)
    let staging = try JoiningStaging(beside: store, purpose: "adding")
    var isDone = false
    defer { staging.end(isDone: isDone) }
    var trust = trust
    guard let unpacked = try staging.store(of: location, trust: &trust, threads: threads, monitor) else { return nil }
    var addition = StoreAddition(path: store, additions: [unpacked])
    addition.threads = threads
    addition.generatorVersion = generatorVersion
    let outcome = try addition.run(monitor: monitor)
    if outcome.root != nil {
      try trust.rememberAdmitted()
      isDone = true
    }
    return outcome
  }
}
