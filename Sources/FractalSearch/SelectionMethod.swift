/// How a search comes from its pool to what it keeps; part of the plan, because each way keeps another set.
///
/// In methods whose memory does not grow with the pool, the number kept is part of the plan: a catalog may have any
/// number up to
/// that, and a shorter one is the beginning of a longer one.
public enum SelectionMethod: Sendable, Hashable {
  /// The least crowded of all that pass the gates. Memory grows with the pool.
  case pool
  /// The pool passes by in batches; of what was kept and a batch, the least crowded are kept, and so the most crowded
  /// replaced. Memory grows with `kept`.
  case stream(kept: Int)
  /// The pool is cut into islands, ranges that any number of machines search; of each, the `kept` least crowded remain, and of
  /// all these the least crowded are selected. Memory grows with an island's pool.
  case islands(Int, kept: Int)

  /// The numbers of islands that a plan may have.
  public static let islandCounts = 2...1024

  /// How many are kept; nil for no bound.
  public var kept: Int? {
    switch self {
    case .pool: nil
    case .stream(let kept), .islands(_, let kept): kept
    }
  }

  /// How many islands there are: 1 where the pool is not cut.
  public var islandCount: Int {
    if case .islands(let count, _) = self { count } else { 1 }
  }

  /// The numbers of the proposals of an island, of a pool of so many; bounds are those of whole chunks.
  func range(ofIsland island: Int, pool: Int) -> Range<Int> {
    let chunks = (pool + PoolJudge.chunk - 1) / PoolJudge.chunk
    func bound(_ island: Int) -> Int { min(pool, island * chunks / islandCount * PoolJudge.chunk) }
    return bound(island)..<bound(island + 1)
  }
}
