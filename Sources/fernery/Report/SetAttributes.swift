import FractalCore
import StoreReader

/// The attributes of all assets of a store, gathered in one pass.
///
/// Of a million assets it takes some hundred megabytes: eight bytes a number, and no record is kept.
struct SetAttributes {
  /// How many assets there are.
  let count: Int
  /// How many of them each family has, the largest first.
  let families: [(name: String, count: Int)]
  /// Every descriptor's values, in ascending order, by name.
  let descriptors: [(name: String, values: [Double])]
  /// All licences.
  let licences: [String]
  /// All places, in the order of their assets' hashes: as good as random, and the same in every report.
  let shuffled: [Int]

  /// Reads all records of a store.
  init(_ store: Store, _ monitor: TaskMonitor) throws {
    count = store.ids.count
    var families: [String: Int] = [:]
    var licences: Set<String> = []
    var values: [String: [Double]] = [:]
    var hashes: [UInt64] = []
    for (place, id) in store.ids.enumerated() {
      let row = try store.readRecord(id)
      families[row.family, default: 0] += 1
      licences.insert(row.licence)
      for (name, value) in row.descriptors where value.isFinite { values[name, default: []].append(value) }
      hashes.append(UInt64(row.sha256.prefix(16), radix: 16) ?? 0)
      if place % 4096 == 4095 || place + 1 == count { monitor.report("reading records", place + 1, count) }
    }
    self.families = families.map { (name: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    self.licences = licences.sorted()
    descriptors = values.map { (name: $0.key, values: $0.value.sorted()) }.sorted { $0.name < $1.name }
    shuffled = hashes.indices.sorted { (hashes[$0], $0) < (hashes[$1], $1) }
  }
}
