import FractalCore
import FractalImageIO
import StoreReader

/// What a report tells of a store: its facts, its attributes, and what some of its assets look like.
struct SetReport {
  let store: Store
  /// Every asset's record, by place.
  let rows: [AssetRow]
  /// How many assets each family has, the largest first.
  let families: [(name: String, count: Int)]
  /// Every descriptor's values, in ascending order, by name.
  let descriptors: [(name: String, values: [Double])]
  /// Places of the first, of a random and of the last assets.
  let sheets: [(title: String, places: [Int])]
  /// Places of the assets that are compared with one another: the first, and a random sample of the others.
  let compared: [Int]
  /// Their features, in that order.
  let features: PictureFeatures
  /// What diversity they have; none for less than 16 assets.
  let diversity: [Diversity]

  /// The effective number of pictures in a set of a size.
  struct Diversity: Encodable {
    var size: Int
    /// Of the first so many assets.
    var first: Double
    /// Of random sets of as many from the same store: the mean of five.
    var random: Double
    /// Of as many from the other store.
    @ExplicitNull var other: Double?
  }

  /// The most assets that are compared with one another.
  static let comparedLimit = 1200

  /// Reads a store; `other` is one to compare diversity with.
  init(_ store: Store, against other: Store?, thumbnails: Int, monitor: Monitor) throws {
    self.store = store
    rows = try store.ids.map { try store.readRecord($0) }
    families = Dictionary(rows.map { ($0.family, 1) }, uniquingKeysWith: +)
      .map { (name: $0.key, count: $0.value) }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    var values: [String: [Double]] = [:]
    for row in rows { values.merge(row.descriptors.mapValues { [$0] }, uniquingKeysWith: +) }
    descriptors = values.map { (name: $0.key, values: $0.value.sorted()) }.sorted { $0.name < $1.name }

    let shuffled = Self.shuffled(rows)
    let count = rows.count
    sheets =
      count <= thumbnails
      ? [("All assets", Array(0..<count))]
      : [
        ("The first assets", Array(0..<thumbnails)),
        ("A random sample", shuffled.prefix(thumbnails).sorted()),
        ("The last assets", Array(count - thumbnails..<count)),
      ]
    let sizes = Self.sizes(count)
    let head = Array(0..<(sizes.last ?? 0))
    compared = head + shuffled.filter { $0 >= head.count }.prefix(Self.comparedLimit - head.count)
    let small = try Self.small(store, compared, monitor)
    features = PictureFeatures(small)

    let places = Dictionary(uniqueKeysWithValues: compared.enumerated().map { ($1, $0) })
    let sample = shuffled.compactMap { places[$0] }
    let otherFeatures = try other.map { other in
      let order = Self.shuffled(try other.ids.map { try other.readRecord($0) })
      return PictureFeatures(try Self.small(other, Array(order.prefix(sizes.last ?? 0)), monitor))
    }
    let features = features
    diversity = sizes.map { size in
      let random = (0..<5).map { turn in
        features.effectiveNumber(of: (0..<size).map { sample[(turn * sample.count / 5 + $0) % sample.count] })
      }
      return Diversity(
        size: size, first: features.effectiveNumber(of: Array(0..<size)), random: random.reduce(0, +) / 5,
        other: otherFeatures.flatMap { size <= $0.pictures ? $0.effectiveNumber(of: Array(0..<size)) : nil })
    }
  }

  /// The sizes of sets whose diversity is measured.
  private static func sizes(_ count: Int) -> [Int] { [30, 100, 300].filter { $0 * 2 <= count } }

  /// All places, in the order of their assets' hashes: as good as random, and the same in every report.
  private static func shuffled(_ rows: [AssetRow]) -> [Int] {
    rows.indices.sorted { rows[$0].sha256 < rows[$1].sha256 }
  }

  /// Assets at 16 x 16 pixels.
  private static func small(_ store: Store, _ places: [Int], _ monitor: Monitor) throws -> [Picture] {
    let source = try MixingSource(store)
    return try places.enumerated().map { done, place in
      monitor.report("describing", done + 1, places.count)
      return try source.picture(
        of: store.ids.lowerBound + place, height: PictureFeatures.side, width: PictureFeatures.side)
    }
  }
}
