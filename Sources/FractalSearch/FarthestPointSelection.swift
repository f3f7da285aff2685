internal import CKernels
internal import FractalCore

/// Farthest-point selection: every choice is the candidate farthest from all chosen before.
///
/// Every prefix of the order is itself the selection of that length, and covers the candidates within twice the least
/// possible radius (Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985). Distances are Euclidean
/// over bytes; ties go to the earlier candidate. A candidate any of whose images is near to a choice is its duplicate and passed
/// over. O(selected x candidates + selected^2 x images).
struct FarthestPointSelection {
  /// Chosen candidates, in order.
  let order: [Int]
  /// For each choice after the first, its distance to the nearest earlier one; for the first, 0.
  let distances: [Double]

  /// Below this many candidates a thread, starting threads costs more than it saves.
  private static let candidatesPerThread = 8192

  /// Selects `count` of the candidates, whose embeddings stand one after another in `rows`.
  ///
  /// The first choice is the candidate farthest from the mean of all. Fewer are selected if all others are duplicates. Nil if
  /// cancelled.
  ///
  /// - Parameters:
  ///   - images: for each image of a row, from which of its places each byte comes.
  ///   - least: a candidate with an image as near as this to a choice is its duplicate.
  /// - Precondition: `rows` holds whole embeddings, at least `count`.
  init?(
    _ count: Int, of rows: [UInt8], images: [[Int]] = Embedding.images, least: Double = 0, threads: Int,
    instructionSet: InstructionSet, monitor: Monitor
  ) {
    let candidates = rows.count / Embedding.count
    precondition(count <= candidates, "\(count) of \(candidates) candidates cannot be selected")
    let level = instructionSet.kernel
    let parts = max(1, min(threads, candidates / Self.candidatesPerThread))
    let bounds = (0...parts).map { $0 * candidates / parts }
    let rows = SharedBuffer(rows)
    let nearest = SharedBuffer([UInt32](repeating: .max, count: candidates))
    let farthestOfPart = SharedBuffer([Int](repeating: 0, count: parts))

    // Whole squares of distances, so that rounding decides nothing.
    let duplicate = UInt32(least * least)

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
    var chosen = Array(UnsafeBufferPointer(start: rows.base + order[0] * Embedding.count, count: Embedding.count))
    var next = count > 1 ? farthest(afterAdding: rows.base + order[0] * Embedding.count) : 0
    while order.count < count {
      if monitor.isCancelled() { return nil }
      guard nearest.base[next] > duplicate else { break }
      let row = UnsafeBufferPointer(start: rows.base + next * Embedding.count, count: Embedding.count)
      if Self.distance(ofImages: images, of: row, to: chosen, level) <= duplicate {
        nearest.base[next] = 0
        next = Self.farthest(nearest)
        continue
      }
      distances.append(Double(nearest.base[next]).squareRoot())
      order.append(next)
      chosen += row
      if order.count % 64 == 0 || order.count == count { monitor.report("selecting", order.count, count) }
      if order.count < count { next = farthest(afterAdding: row.baseAddress!) }
    }
    self.order = order
    self.distances = distances
  }

  /// The least squared distance of any image of a row to any of the chosen rows.
  private static func distance(
    ofImages images: [[Int]], of row: UnsafeBufferPointer<UInt8>, to chosen: [UInt8], _ level: ck_level
  ) -> UInt32 {
    images.reduce(.max) { least, image in
      min(least, ck_nearest(level, chosen, chosen.count / Embedding.count, image.map { row[$0] }))
    }
  }

  /// The first of the farthest candidates.
  private static func farthest(_ nearest: SharedBuffer<UInt32>) -> Int {
    var best = 0
    for place in 1..<max(1, nearest.count) where nearest.base[place] > nearest.base[best] { best = place }
    return best
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
