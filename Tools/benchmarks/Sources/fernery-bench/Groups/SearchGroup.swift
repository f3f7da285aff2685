import Foundation
import FractalCore
import FractalSearch
import Presets

/// What a search costs: proposals a second, choices a second, and what 13,000 out of 260,000 of `ipmix` would take by that.
///
/// Judging costs so much a proposal, whatever the pool. Selecting costs so much for each candidate and choice of one law, so time is
/// a P + b P K sum over the laws of share^2, with P the pool and K the number kept. The large search is extrapolated from small ones;
/// its memory is the candidates' embeddings, numbers and distances.
struct SearchGroup {
  let effort: Effort

  private static let (largePool, largeCount) = (260_000, 13_000)

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
    let judging = zip(shares, rows).reduce(0.0) { sum, entry in
      sum + Double(Self.largePool) * entry.0.weight / total / entry.1.median
    }
    let selecting = shares.reduce(0.0) { sum, share in
      sum + Double(Self.largePool) * Double(Self.largeCount) * (share.weight / total) * (share.weight / total) / pairs
    }
    rows.append(
      Row(.search, "13,000 of 260,000, extrapolated, \(threads) threads", unit: "s", [(judging + selecting)]))
    rows.append(Row(.search, "the same, of it selecting", unit: "s", [selecting]))
    rows.append(Row(.search, "the same, in memory", unit: "MB", [Double(Self.largePool * Self.bytes) / 1e6]))
    return rows
  }

  /// Bytes a candidate: its embedding twice while its law is selected from, number, law, distance.
  private static let bytes = 2 * 128 + 4 + 1 + 4

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
