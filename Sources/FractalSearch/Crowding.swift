internal import CKernels
internal import FractalCore
internal import SystemIO

/// How crowded each candidate is by what was chosen: the sum of 1 / d^4 over the chosen, d the distance to each.
///
/// Sums grow choice by choice, each in a place of its own: any number of threads gives the same. A candidate that can no longer be
/// chosen is infinitely crowded.
struct Crowding {
  private let rows: SharedBuffer<UInt8>
  private let sums: SharedBuffer<Double>
  private let instructionSet: InstructionSet
  /// The bounds of each thread's part of the candidates.
  private let bounds: [Int]

  /// Below this many candidates a thread, starting threads costs more than it saves.
  private static let candidatesPerThread = 8192

  /// Nothing is chosen yet of the candidates whose embeddings stand in `rows`, one after another.
  init(_ rows: [UInt8], threads: Int, instructionSet: InstructionSet) {
    let candidates = rows.count / Embedding.count
    let parts = max(1, min(threads, candidates / Self.candidatesPerThread))
    bounds = (0...parts).map { $0 * candidates / parts }
    self.instructionSet = instructionSet
    self.rows = SharedBuffer(rows)
    sums = SharedBuffer([Double](repeating: 0, count: candidates))
  }

  /// The embedding of a candidate.
  func row(_ candidate: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: rows.base + candidate * Embedding.count, count: Embedding.count)
  }

  /// Whether a candidate can no longer be chosen.
  func isExcluded(_ candidate: Int) -> Bool { sums.base[candidate] == .infinity }

  /// Keeps a candidate from being chosen.
  func exclude(_ candidate: Int) { sums.base[candidate] = .infinity }

  /// Takes a choice in, and keeps it from being chosen again.
  func add(_ candidate: Int) {
    add(row(candidate))
    exclude(candidate)
  }

  /// The first of the least crowded of a range.
  func least(in range: Range<Int>) -> Int {
    var best = range.lowerBound
    for candidate in range.dropFirst() where sums.base[candidate] < sums.base[best] { best = candidate }
    return best
  }

  /// The first of those of a range that are farthest from the mean of all candidates.
  ///
  /// - Precondition: nothing is chosen yet.
  func farthestFromMean(in range: Range<Int>) -> Int {
    let mean = mean()
    mean.withUnsafeBufferPointer(add)
    defer { sums.base.update(repeating: 0, count: sums.count) }
    return least(in: range)
  }

  private func add(_ centre: UnsafeBufferPointer<UInt8>) {
    let centre = SendablePointer(centre.baseAddress!)
    Parallel.forEach(bounds.count - 1, threads: bounds.count - 1) { part, _ in
      let start = bounds[part]
      instructionSet.kernels.pointee.crowding.add(
        rows.base + start * Embedding.count, bounds[part + 1] - start, centre.base, sums.base + start)
    }
  }

  private func mean() -> [UInt8] {
    var totals = [Int](repeating: 0, count: Embedding.count)
    for candidate in 0..<sums.count {
      for place in 0..<Embedding.count { totals[place] += Int(rows.base[candidate * Embedding.count + place]) }
    }
    return totals.map { UInt8(($0 + sums.count / 2) / sums.count) }
  }
}

/// Memory of a fixed size that threads share by agreement on who writes what.
private final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    base = .allocate(capacity: max(1, elements.count))
    base.initialize(from: elements, count: elements.count)
  }

  deinit { base.deallocate() }
}

private struct SendablePointer: @unchecked Sendable {
  let base: UnsafePointer<UInt8>
  init(_ base: UnsafePointer<UInt8>) { self.base = base }
}
