import ArgumentParser
import Foundation
import FractalCore
import FractalRendering

/// How diverse sets of equal size are, by two judges that take no part in the selection; see peers/diversity.py.
///
/// Compared are what a search selects from a pool of 25 times its size, fresh draws of the same laws that pass the same gates,
/// the same in the shares that the laws have of the search's set, draws of the laws without gates, and FractalDB's filter.
/// A ratio's row gives the geometric mean over the seeds, and the bounds below and above which the mean lies with a chance
/// of 95 % each (Student's t over the logarithms).
struct DiversityGroup {
  let effort: Effort
  let folder: TemporaryFolder
  /// The judges.
  let peer: PythonPeer?

  private var seeds: ClosedRange<UInt64> { 1...(effort.isQuick ? 2 : 5) }
  /// The sizes that are compared; the pool has 25 times the third.
  private var sizes: [Int] { effort.isQuick ? [20, 40, 80, 100] : [100, 300, 800, 1000] }

  func rows() throws -> [Row] {
    guard let peer else { throw ValidationError("diversity is judged in Python; its packages could not be installed") }
    return try DiversityMaterial.all().flatMap { material in
      try folder.withPath { path in try rows(of: material, judgedBy: peer, in: path) }
    }
  }

  private func rows(of material: DiversityMaterial, judgedBy peer: PythonPeer, in path: String) throws -> [Row] {
    let place = URL(filePath: path)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    func write(_ specifications: [AssetSpec], as name: String) throws {
      try material.pixels(of: specifications).write(to: place.appending(path: name))
    }
    let (samples, largest, judged) = (effort.size(800, quick: 100), sizes[3], sizes[2])
    try write(material.calibration(samples), as: "calibration")
    let duplicates = try material.duplicates(effort.size(200, quick: 50))
    try write(duplicates.plain, as: "plain")
    try write(duplicates.varied, as: "varied")
    var sets: [Manifest.Entry] = []
    func add(_ name: String, _ seed: UInt64, _ specifications: [AssetSpec], sizes: [Int]) throws {
      let file = "\(name)-\(seed)"
      try write(specifications, as: file)
      sets.append(Manifest.Entry(name: name, seed: seed, file: file, sizes: sizes))
    }
    for seed in seeds {
      try add("search", seed, material.searched(largest, pool: 25 * judged, seed: seed), sizes: sizes)
      try add("gates", seed, material.passing(largest, seed: seed), sizes: sizes)
      if material.hasShares {
        try add("shares", seed, material.passingInShares(judged, seed: seed), sizes: [judged])
      }
      try add("law", seed, material.drawn(judged, seed: seed), sizes: [judged])
      if material.hasFractalDB {
        try add("fractaldb", seed, material.fractalDB(judged, seed: seed), sizes: [judged])
      }
    }
    try JSONEncoder().encode(Manifest(sets: sets)).write(to: place.appending(path: "manifest.json"))
    return rows(of: material.name, try peer.run([path]))
  }

  private func rows(of material: String, _ measurements: [Measurement]) -> [Row] {
    func figures(_ name: String, _ measure: String, _ size: Int) -> [Double] {
      measurements.filter { $0.name == name && $0.size == size }.sorted { $0.seed < $1.seed }
        .map { $0.values[measure] ?? .nan }
    }
    let judged = sizes[2]
    let measures = measurements.first?.values.keys.filter { $0 != "n" }.sorted() ?? []
    var rows: [Row] = []
    for name in ["search", "gates", "shares", "law", "fractaldb"]
    where measurements.contains(where: { $0.name == name }) {
      for measure in measures {
        let unit = measure.hasPrefix("vendi") ? "pictures" : measure.hasPrefix("nearest") ? "thresholds" : "share"
        rows.append(
          Row(.diversity, "\(material), \(name) \(judged): \(measure)", unit: unit, figures(name, measure, judged)))
      }
    }
    for size in sizes {
      for measure in measures where measure.hasPrefix("vendi") {
        for other in ["gates", "shares", "law", "fractaldb"] {
          let (own, theirs) = (figures("search", measure, size), figures(other, measure, size))
          guard own.count == theirs.count, !own.isEmpty else { continue }
          rows.append(
            Row(
              .diversity, "\(material), search / \(other) \(size): \(measure)", unit: "times",
              Self.interval(zip(own, theirs).map { log($0 / $1) }).map { exp($0) }))
        }
      }
    }
    return rows
  }

  /// The mean of a few figures between its lower and upper 95 % bounds.
  private static func interval(_ figures: [Double]) -> [Double] {
    let count = Double(figures.count)
    let mean = figures.reduce(0, +) / count
    let variance = figures.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    // The 0.95 quantiles of Student's t with 1 to 4 degrees of freedom.
    let quantile = [6.314, 2.920, 2.353, 2.132][min(3, max(0, figures.count - 2))]
    let reach = quantile * (variance / count).squareRoot()
    return [mean - reach, mean, mean + reach]
  }

  private struct Manifest: Encodable {
    struct Entry: Encodable {
      var name: String
      var seed: UInt64
      var file: String
      var sizes: [Int]
    }

    var calibration = "calibration"
    var plain = "plain"
    var varied = "varied"
    var sets: [Entry]
  }

  private struct Measurement: Decodable {
    var name: String
    var seed: UInt64
    var size: Int
    var values: [String: Double]
  }
}
