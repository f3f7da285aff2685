/// Which assets of a set are compared with one another, and in which sets their diversity is measured: by their places.
struct ComparedAssets {
  /// The first assets, as many as the largest set has, and a random sample of the whole set.
  let places: [Int]
  /// The sizes of sets whose diversity is measured; none for less than 60 assets.
  let sizes: [Int]
  /// A random sample of the whole set, its first assets no more and no less likely than others.
  private let sample: [Int]

  /// Random sets of each size.
  private static let setCount = 5
  /// The least that are compared, where there are as many.
  private static let least = 1200

  /// - Parameter shuffled: all places in random order.
  init(shuffled: [Int]) {
    sizes = [30, 100, 300].filter { $0 * 2 <= shuffled.count }
    let largest = sizes.last ?? 0
    sample = Array(shuffled.prefix(max(Self.setCount * largest, Self.least)))
    places = Array(0..<largest) + sample.filter { $0 >= largest }
  }

  /// Five random sets of a size: apart where the sample has as many, else overlapping evenly.
  func randomSets(of size: Int) -> [[Int]] {
    let step = min(size, sample.count / Self.setCount)
    return (0..<Self.setCount).map { turn in (0..<size).map { sample[(turn * step + $0) % sample.count] } }
  }
}
