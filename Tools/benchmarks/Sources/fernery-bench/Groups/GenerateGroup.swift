import FractalCore
import Presets
import StoreWriter
import Synchronization

/// Images a second of the whole way onto the disk: search, rendering, hashing, commits, seal.
///
/// One repetition is one store of 256 px, from nothing until it is sealed and synchronised. The search ends where the
/// first asset is about to be rendered; what follows is rendering and store, which overlap.
struct GenerateGroup {
  let effort: Effort
  let folder: TemporaryFolder

  func rows() throws -> [Row] {
    var rows: [Row] = []
    for points in Material.pointCounts {
      let text = Material.text(points: points)
      let count = points < 1_000_000 ? effort.size(600, quick: 100) : effort.size(300, quick: 50)
      var figures: (whole: [Double], search: [Double], rest: [Double]) = ([], [], [])
      for repetition in 0...max(3, effort.repetitions - 2) {
        let times = try generate(count: count, points: points)
        // The first one warms up.
        guard repetition > 0 else { continue }
        figures.whole.append(Double(count) / (times.search + times.rest))
        figures.search.append(Double(count) / times.search)
        figures.rest.append(Double(count) / times.rest)
      }
      let whole = Row(.generate, "whole, \(text) points", unit: "images/s", figures.whole)
      rows += [
        whole,
        Row(.generate, "search of 4x as many, \(text) points", unit: "images/s", figures.search, comparedWith: whole),
        Row(.generate, "render and store, \(text) points", unit: "images/s", figures.rest, comparedWith: whole),
      ]
    }
    return rows
  }

  /// Seconds of the two parts of one run.
  private func generate(count: Int, points: Int) throws -> (search: Double, rest: Double) {
    try folder.withPath { path in
      let search = try Material.plan(side: 256, points: points, count: count)
      var generator = Generator(plan: GenerationPlan(search: search, licence: "CC0-1.0"), count: count, path: path)
      generator.threads = 1
      let searched = Mutex<Double?>(nil)
      let base = effort.timeBase
      let stopwatch = Stopwatch()
      let monitor = TaskMonitor(
        report: { phase, _, _ in
          if phase == "rendering" { searched.withLock { $0 = $0 ?? stopwatch.seconds(base) } }
        }, isCancelled: { false })
      let outcome = try generator.run(monitor: monitor)
      let end = stopwatch.seconds(base)
      precondition(outcome.root != nil && outcome.count == count, "the store is not complete")
      let middle = searched.withLock { $0 } ?? end
      return (middle, end - middle)
    }
  }
}
