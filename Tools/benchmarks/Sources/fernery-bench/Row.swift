/// One figure, as the table and the JSON file show it.
struct Row: Encodable {
  var group: String
  var name: String
  var unit: String
  var median: Double
  var min: Double
  var max: Double
  /// The median over that of ``ratioTo``; nil where there is nothing to compare with.
  var ratio: Double?
  /// The name of the row of the same group that `ratio` compares with.
  var ratioTo: String?

  /// A row of the figures of several repetitions.
  init(_ group: BenchmarkGroup, _ name: String, unit: String, _ figures: [Double], comparedWith other: Row? = nil) {
    let sorted = figures.sorted()
    self.group = group.rawValue
    self.name = name
    self.unit = unit
    median = Row.median(sorted)
    min = sorted.first ?? 0
    max = sorted.last ?? 0
    ratio = other.map { median / $0.median }
    ratioTo = other?.name
  }

  /// The median of sorted figures: of an even number, the mean of the two in the middle.
  static func median(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private enum CodingKeys: String, CodingKey {
    case group, name, unit, median, min, max, ratio
    case ratioTo = "ratio_to"
  }

  /// Writes every key: null says that there is nothing to compare with.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(group, forKey: .group)
    try container.encode(name, forKey: .name)
    try container.encode(unit, forKey: .unit)
    try container.encode(median, forKey: .median)
    try container.encode(min, forKey: .min)
    try container.encode(max, forKey: .max)
    try container.encode(ratio, forKey: .ratio)
    try container.encode(ratioTo, forKey: .ratioTo)
  }
}
