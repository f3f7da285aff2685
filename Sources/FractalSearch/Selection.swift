internal import FractalCore

/// The choice among candidates of several laws: farthest points within each law, the laws in turn by their weights.
///
/// Distances between fractals of different families say little (what fills the picture lies near to everything else that does),
/// so no law's share of a set is left to them. Every prefix of the order is the selection of that length.
struct Selection {
  /// Chosen candidates, in order, by their places among all candidates.
  let order: [Int]
  /// For each choice, its distance to the nearest earlier one of its law; for a law's first, 0.
  let distances: [Double]

  /// Selects up to `count`, fewer if no more differ.
  ///
  /// Nil if cancelled.
  init?(
    _ count: Int, of candidates: Candidates, plan: SearchPlan, threads: Int, instructionSet: InstructionSet,
    monitor: Monitor
  ) {
    let weights = plan.genomes.map(\.weight)
    var members = [[Int]](repeating: [], count: weights.count)
    for (candidate, share) in candidates.shares.enumerated() { members[Int(share)].append(candidate) }
    let images = plan.keepsMirrored ? [Array(0..<Embedding.count)] : Embedding.images
    var selections = [FarthestPointSelection?](repeating: nil, count: weights.count)
    // Where duplicates leave a law fewer than its turns, the others take them: their limits are known only then.
    var limits = members.map(\.count)
    var planned: [Int] = []
    var isSettled = false
    while !isSettled {
      planned = Self.turns(count, weights: weights, limits: limits)
      isSettled = true
      var done = 0
      for (share, members) in members.enumerated() {
        let needed = planned.count { $0 == share }
        defer { done += needed }
        if let known = selections[share], known.order.count >= needed { continue }
        let own = members.count == candidates.count ? candidates : candidates.keeping(members)
        let before = done
        let progress = Monitor(
          report: { phase, done, _ in monitor.report(phase, before + done, count) }, isCancelled: monitor.isCancelled)
        guard
          let selection = FarthestPointSelection(
            needed, of: own.embeddings, images: images, least: plan.leastDistance, threads: threads,
            instructionSet: instructionSet, monitor: progress)
        else { return nil }
        selections[share] = selection
        if selection.order.count < needed {
          limits[share] = selection.order.count
          isSettled = false
        }
      }
    }
    var taken = [Int](repeating: 0, count: weights.count)
    var (order, distances): ([Int], [Double]) = ([], [])
    for share in planned {
      guard let selection = selections[share] else { preconditionFailure("a law has turns and no selection") }
      order.append(members[share][selection.order[taken[share]]])
      distances.append(selection.distances[taken[share]])
      taken[share] += 1
    }
    (self.order, self.distances) = (order, distances)
  }

  /// Which law has each turn: the one that is furthest behind its weight, of those that have candidates left.
  static func turns(_ count: Int, weights: [Double], limits: [Int]) -> [Int] {
    var taken = [Int](repeating: 0, count: weights.count)
    var turns: [Int] = []
    while turns.count < count {
      var next: Int?
      for share in weights.indices where taken[share] < limits[share] {
        // (taken + 1) / weight: when this law's next turn is due.
        if let best = next, Double(taken[share] + 1) * weights[best] >= Double(taken[best] + 1) * weights[share] {
          continue
        }
        next = share
      }
      guard let next else { break }
      taken[next] += 1
      turns.append(next)
    }
    return turns
  }
}
