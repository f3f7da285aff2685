import Foundation
import FractalCore
import FractalSearch
import Presets
import SystemIO

/// What a search costs: proposals a second, choices a second, what 13,000 out of 260,000 of `ipmix` take, and what a million would.
///
/// Judging costs so much a proposal, whatever the pool; selecting so much for each candidate and choice: time is a P + b P K, with P
/// the pool and K the number kept. What is extrapolated takes a from the laws' rates and b from the largest selection that was
/// measured, counts no proposal as rejected, and so says a little too much as long as memory is as fast. Comparing choices with
/// choices, K^2 / 2, is in b at the ratio of K to P that was measured, 1 to 16. Memory is the candidates' embeddings, numbers and
/// crowding. The large search itself runs in a full measurement alone.
struct SearchGroup {
  let effort: Effort

  private static let (largePool, largeCount) = (260_000, 13_000)
  private static let (hugePool, hugeCount) = (10_000_000, 1_000_000)

  func rows() throws -> [Row] {
    var rows: [Row] = []
    var plan = try PresetLibrary.generation("ipmix").plan
    let shares = plan.genomes
    let threads = Parallel.processorCount
    for share in shares {
      plan.genomes = [share]
      rows.append(
        Row(
          .search, "\(share.law.name), judged", unit: "proposals/s",
          try judged(plan, pool: effort.size(2048, quick: 256))))
    }
    plan.genomes = shares
    // Of one law: the cost of a choice grows with the candidates, so the rate of pairs should not.
    plan.genomes = [shares[0]]
    for (pool, count) in effort.isQuick ? [(1024, 64)] : [(8192, 512), (8192, 2048), (32_768, 2048)] {
      rows.append(Row(.search, "\(count) of \(pool), selected", unit: "M pairs/s", try selected(plan, pool, count)))
    }
    let pairs = Row.median(rows.suffix(1).flatMap { [$0.median] }) * 1e6
    let total = shares.reduce(0) { $0 + $1.weight }
    let secondsAProposal = zip(shares, rows).reduce(0.0) { $0 + $1.0.weight / total / $1.1.median }
    for (pool, count, name) in [
      (Self.largePool, Self.largeCount, "13,000 of 260,000"),
      (Self.hugePool, Self.hugeCount, "1,000,000 of 10,000,000"),
    ] {
      let selecting = Double(pool) * Double(count) / pairs
      rows.append(
        Row(
          .search, "\(name), extrapolated, \(threads) threads", unit: "s", [Double(pool) * secondsAProposal + selecting]
        ))
      rows.append(Row(.search, "the same, of it selecting", unit: "s", [selecting]))
      rows.append(Row(.search, "the same, in memory", unit: "MB", [Double(pool * Self.bytes) / 1e6]))
    }
    if !effort.isQuick {
      (plan.genomes, plan.pool, plan.seed) = (shares, Self.largePool, 1)
      let stopwatch = Stopwatch()
      _ = try Search.run(plan, count: Self.largeCount)
      rows.append(Row(.search, "13,000 of 260,000, \(threads) threads", unit: "s", [stopwatch.wallSeconds]))
    }
    return rows
  }

  /// Bytes a candidate: its embedding twice, as it is kept and law by law, its number, law, place and crowding.
  private static let bytes = 2 * 130 + 4 + 1 + 8 + 8

  private func judged(_ plan: SearchPlan, pool: Int) throws -> [Double] {
    try (0..<effort.repetitions).map { seed in
      var plan = plan
      (plan.pool, plan.seed) = (pool, UInt64(seed + 1))
      let stopwatch = Stopwatch()
      _ = try Search.run(plan, count: 1)
      return Double(pool) / stopwatch.wallSeconds
    }
  }

  /// Candidates times choices a second, judging taken off.
  private func selected(_ plan: SearchPlan, _ pool: Int, _ count: Int) throws -> [Double] {
    var plan = plan
    plan.pool = pool
    let clock = Stopwatch()
    let found = try Search.run(plan, count: 1)
    let judging = clock.wallSeconds
    return try (0..<3).map { _ in
      let stopwatch = Stopwatch()
      _ = try Search.run(plan, count: count)
      return Double(found.candidates) * Double(count) / max(1e-3, stopwatch.wallSeconds - judging) / 1e6
    }
  }
}
