import FractalCore
import FractalImageIO
import StoreReader

/// The content of a report on a store: its facts, its attributes and sample pictures.
struct SetReport {
  let store: Store
  /// The attributes of the set, from every asset's record.
  let attributes: SetAttributes
  /// The records of the assets that are shown, by place.
  let rows: [Int: AssetRow]
  /// Places of the first, of a random and of the last assets.
  let sheets: [(title: String, places: [Int])]
  /// Places of the assets that are compared with one another: the first, and a random sample of all.
  let compared: [Int]
  /// Their features, in that order.
  let features: PictureFeatures
  /// The diversity of sets of them.
  let diversity: [Diversity]

  /// The effective number of pictures in a set of a size.
  struct Diversity: Encodable {
    var size: Int
    /// Of the first so many assets.
    var first: Double
    /// Of random sets of as many from the whole store: the mean of five.
    var random: Double
    /// Of as many from the other store.
    @ExplicitNull var other: Double?
  }

  /// Reads a store; `other` is one to compare diversity with.
  init(_ store: Store, against other: Store?, thumbnails: Int, monitor: TaskMonitor) throws {
    self.store = store
    let attributes = try SetAttributes(store, monitor)
    self.attributes = attributes
    let count = attributes.count
    sheets =
      count <= thumbnails
      ? [("All assets", Array(0..<count))]
      : [
        ("The first assets", Array(0..<thumbnails)),
        ("A random sample", attributes.shuffled.prefix(thumbnails).sorted()),
        ("The last assets", Array(count - thumbnails..<count)),
      ]
    let assets = ComparedAssets(shuffled: attributes.shuffled)
    compared = assets.places
    features = PictureFeatures(try Self.small(store, compared, monitor))
    let shown = Set(sheets.flatMap(\.places) + compared)
    rows = try Dictionary(
      uniqueKeysWithValues: shown.map { ($0, try store.readRecord(store.ids.lowerBound + $0)) })

    let otherFeatures = try other.map { other in
      let order = try SetAttributes(other, monitor).shuffled.prefix(assets.sizes.last ?? 0)
      return PictureFeatures(try Self.small(other, Array(order), monitor))
    }
    let places = Dictionary(uniqueKeysWithValues: compared.enumerated().map { ($1, $0) })
    let features = features
    diversity = assets.sizes.map { size in
      let random = assets.randomSets(of: size).map { features.effectiveNumber(of: $0.compactMap { places[$0] }) }
      return Diversity(
        size: size, first: features.effectiveNumber(of: Array(0..<size)),
        random: random.reduce(0, +) / Double(random.count),
        other: otherFeatures.flatMap { size <= $0.pictures ? $0.effectiveNumber(of: Array(0..<size)) : nil })
    }
  }

  /// Assets at 16 x 16 pixels.
  private static func small(_ store: Store, _ places: [Int], _ monitor: TaskMonitor) throws -> [Picture] {
    let source = try StorePictures(store)
    return try places.enumerated().map { done, place in
      monitor.report("describing", done + 1, places.count)
      return try source.picture(
        of: store.ids.lowerBound + place, height: PictureFeatures.side, width: PictureFeatures.side)
    }
  }
}
