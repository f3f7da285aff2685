internal import CKernels
internal import FractalCore

/// Farthest-point selection: every choice is the candidate farthest from all chosen before.
///
/// Every prefix of the order is itself the selection of that length, and covers the candidates within twice the least
/// possible radius (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985). Distances are Euclidean
/// over bytes; ties go to the earlier candidate. O(selected x candidates).
struct FarthestPointSelection {
  /// Chosen candidates, in order.
  let order: [Int]
  /// For each choice after the first, its distance to the nearest earlier one; for the first, 0.
  let distances: [Double]

  /// Below this many candidates a thread, starting threads costs more than it saves.
  private static let candidatesPerThread = 8192

  /// Selects `count` of the candidates, whose embeddings stand one after another in `rows`.
  ///
  /// The first choice is the candidate farthest from the mean of all. Fewer are selected if no more differ. Nil if
  /// cancelled.
  ///
  /// - Precondition: `rows` holds whole embeddings, at least `count`.
  init?(
    _ count: Int, of rows: [UInt8], threads: Int, instructionSet: InstructionSet, monitor: Monitor
  ) {
    let candidates = rows.count / Embedding.count
    precondition(count <= candidates, "\(count) of \(candidates) candidates cannot be selected")
    let level = ck_level(UInt32(instructionSet.kernelLevel))
    let parts = max(1, min(threads, candidates / Self.candidatesPerThread))
    let bounds = (0...parts).map { $0 * candidates / parts }
    let rows = SharedBuffer(rows)
    let nearest = SharedBuffer([UInt32](repeating: .max, count: candidates))
    let farthestOfPart = SharedBuffer([Int](repeating: 0, count: parts))

    func farthest(afterAdding centre: UnsafePointer<UInt8>) -> Int {
      let centre = SendablePointer(centre)
      Parallel.forEach(parts, threads: parts) { part, _ in
        let start = bounds[part]
        let place = ck_farthest_update(
          level, rows.base + start * Embedding.count, bounds[part + 1] - start, centre.base, nearest.base + start)
        farthestOfPart.base[part] = start + place
      }
      var best = farthestOfPart.base[0]
      for part in 1..<max(1, parts) where nearest.base[farthestOfPart.base[part]] > nearest.base[best] {
        best = farthestOfPart.base[part]
      }
      return best
    }

    guard count > 0 else {
      (order, distances) = ([], [])
      return
    }
    var order = [farthest(afterAdding: Self.mean(rows, candidates: candidates))]
    // Distances so far were those to the mean, which is no choice.
    (nearest.base).update(repeating: .max, count: candidates)
    var distances = [0.0]
    while order.count < count {
      if monitor.isCancelled() { return nil }
      let next = farthest(afterAdding: rows.base + order[order.count - 1] * Embedding.count)
      guard nearest.base[next] > 0 else { break }
      distances.append(Double(nearest.base[next]).squareRoot())
      order.append(next)
      if order.count % 64 == 0 || order.count == count { monitor.report("selecting", order.count, count) }
    }
    self.order = order
    self.distances = distances
  }

  private static func mean(_ rows: SharedBuffer<UInt8>, candidates: Int) -> [UInt8] {
    var sums = [Int](repeating: 0, count: Embedding.count)
    for candidate in 0..<candidates {
      for place in 0..<Embedding.count { sums[place] += Int(rows.base[candidate * Embedding.count + place]) }
    }
    return sums.map { UInt8(($0 + candidates / 2) / candidates) }
  }
}

/// Memory of a fixed size that threads share by agreement on who writes what.
final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
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
