import FractalCore
import StoreWriter
import SystemIO

/// Images a second from the sample to the sealed store on all cores that this process may use, over those on one.
///
/// One core is all of the process on one: with one thread on two, commits would overlap with rendering. Tools/bench leaves
/// this group unpinned if it is asked for alone; on one core there is nothing to compare.
struct CoresGroup {
  let effort: Effort
  let folder: TemporaryFolder

  func rows() throws -> [Row] {
    try [Material.Choice.none, .ofFour].flatMap(rows)
  }

  private func rows(_ choice: Material.Choice) throws -> [Row] {
    let one = Row(
      .cores, "\(choice.rawValue), one core", unit: "images/s",
      try Processors.withOne { try rates(choice, threads: 1) })
    guard Parallel.processorCount > 1 else { return [one] }
    let name = "\(choice.rawValue), \(Parallel.processorCount) cores"
    return [
      one, Row(.cores, name, unit: "images/s", try rates(choice, threads: Parallel.processorCount), comparedWith: one),
    ]
  }

  private func rates(_ choice: Material.Choice, threads: Int) throws -> [Double] {
    let count = effort.size(2000, quick: 200)
    return try (0...max(3, effort.repetitions - 2)).map { _ in
      try folder.withPath { path in
        let search = try Material.plan(side: 256, points: 100_000, count: count, choice: choice)
        var generator = Generator(plan: GenerationPlan(search: search, licence: "CC0-1.0"), count: count, path: path)
        generator.threads = threads
        let stopwatch = Stopwatch()
        _ = try generator.run(monitor: .silent)
        return Double(count) / stopwatch.seconds(.wall)
      }
    }.dropFirst().map { $0 }
  }
}
