import Foundation
import FractalCore
import StoreReader
import StoreWriter

/// How everything grows with the number of assets, from a thousand to a million of 32 px.
///
/// Each figure but that of opening is taken once for each size: the work itself is long enough.
struct GrowthBench {
  let effort: Effort
  let folder: TemporaryFolder

  private static let shape = PixelShape(height: 32, width: 32)

  func rows() throws -> [Row] {
    let counts = effort.isQuick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000]
    let measured = try counts.map { count in try folder.withPath { path in try measure(path, count: count) } }
    var rows: [Row] = []
    func add(_ what: String, _ unit: String, _ figures: (Figures) -> [Double]) {
      let first = Row(.store, "32 px, \(what), \(Self.text(counts[0]))", unit: unit, figures(measured[0]))
      rows.append(first)
      for (count, figure) in zip(counts, measured).dropFirst() {
        rows.append(
          Row(.store, "32 px, \(what), \(Self.text(count))", unit: unit, figures(figure), comparedWith: first))
      }
    }
    add("append", "images/s") { [$0.append] }
    add("seal", "images/s") { [$0.seal] }
    add("open", "ms") { $0.open }
    add("memcpy at random", "images/s") { $0.memory }
    add("batch fill at random", "images/s") { $0.fill }
    add("verify, in full", "GB/s") { [$0.verify] }
    add("bytes on the disk", "bytes/image") { [$0.bytes] }
    return rows
  }

  private struct Figures {
    var append = 0.0
    var seal = 0.0
    var open: [Double] = []
    var memory: [Double] = []
    var fill: [Double] = []
    var verify = 0.0
    var bytes = 0.0
  }

  private func measure(_ path: String, count: Int) throws -> Figures {
    var figures = Figures()
    try write(path, count, &figures)
    try read(path, count, &figures)
    var verifier = Verifier(path: path)
    verifier.threads = 1
    let bytes = try Store(path: path).fileSize
    let stopwatch = Stopwatch()
    let report = try verifier.run()
    precondition(report?.isSound == true, "the store is not sound")
    figures.verify = Double(bytes) / 1e9 / stopwatch.seconds(effort.timeBase)
    figures.bytes = Double(bytes) / Double(count)
    return figures
  }

  private func write(_ path: String, _ count: Int, _ figures: inout Figures) throws {
    let draft = try StoreMaterial.draft(path, count: count, shape: Self.shape)
    let batch = StoreMaterial.batchSize(Self.shape)
    var seconds = 0.0
    for first in stride(from: 0, to: count, by: batch) {
      let assets = try draft.assets(first..<min(count, first + batch))
      let stopwatch = Stopwatch()
      try draft.session.append(assets)
      seconds += stopwatch.wallSeconds
    }
    figures.append = Double(count) / seconds
    let stopwatch = Stopwatch()
    _ = try draft.session.seal()
    figures.seal = Double(count) / stopwatch.wallSeconds
  }

  private func read(_ path: String, _ count: Int, _ figures: inout Figures) throws {
    for _ in 0...max(20, effort.repetitions) {
      let stopwatch = Stopwatch()
      _ = try Store(path: path)
      figures.open.append(1e3 * stopwatch.wallSeconds)
    }
    let store = try Store(path: path)
    let order = StoreMaterial.shuffled(store.ids)
    let memory = MemoryFloor(count: count, pictureBytes: Self.shape.byteCount, batch: 256)
    defer { memory.free() }
    figures.memory = effort.rates(units: Double(count)) { memory.copy(order) }
    figures.fill = try effort.rates(units: Double(count)) {
      try memory.forEachBatch(order) { try store.fill(ids: $0, into: $1) }
    }
  }

  private static func text(_ count: Int) -> String {
    count < 1_000_000 ? "\(count / 1000) k" : "\(count / 1_000_000) M"
  }
}
