/// One of several parts of a catalog, each a contiguous range of its ids.
public struct Shard: Sendable, Hashable {
  /// Which part, from 0.
  public let index: Int
  /// How many parts there are.
  public let count: Int

  /// The part `index` of `count`; nil unless the first is below the second.
  public init?(index: Int, of count: Int) {
    guard index >= 0, index < count, count <= Self.mostParts else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// The most parts that a catalog can be rendered in.
  public static let mostParts = 1_000_000

  /// The ids of this part of `total`: from total x index / count on, whole numbers; sizes differ by one at most.
  public func ids(of total: Int) -> Range<Int> {
    total * index / count..<total * (index + 1) / count
  }
}
