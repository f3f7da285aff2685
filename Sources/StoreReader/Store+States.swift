internal import FractalCore
internal import SystemIO

extension Store {
  /// Calls `body` with the store's trees and returns a value that does not lead into the map.
  ///
  /// `body` may be called again: see ``readGrowing(_:of:_:)``.
  func read<Result: Sendable>(
    _ body: (CommittedTrees<StoreDatabase>) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    switch content {
    case .sealed(let trees, _): return try withExtendedLifetime(trees) { () throws(StoreError) in try body(trees) }
    case .growing(let file): return try Self.readGrowing(file, of: path, body)
    }
  }

  /// The most states of a growing store that are begun to be read.
  private static let mostAttempts = 1000

  /// Calls `body` with the newest state of a store that a writer may be changing, again until no commit came too near.
  ///
  /// No lock is taken and no file made. LMDB gives a page of the state n, when n is the newest but one or newer, to no later
  /// state: what transaction n + 1 gives up serves again from n + 3 on at the earliest (`mdb_find_oldest` of a writer without
  /// readers is its own number less one, and lists below that alone are taken). So what was read holds if at its end the
  /// newest state is n or n + 1; else it may be anything, though nothing that leads out of the map, and is read again.
  static func readGrowing<Result: Sendable>(
    _ file: FileDescriptor, of path: String, _ body: (CommittedTrees<StoreDatabase>) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    for _ in 0..<mostAttempts {
      let map = try map(file, of: path)
      let result = Swift.Result<Result, StoreError> { () throws(StoreError) in
        try body(trees(in: map, of: path))
      }
      let newest = withExtendedLifetime(map) { try? LMDBFileHeader(written: file)?.transaction }
      if let newest, newest &- map.transaction <= 1 { return try result.get() }
      Parallel.yield()
    }
    throw StoreError(
      .changing, "\(path) is written faster than it can be read: wait until what writes it has ended, or do it again")
  }
}
