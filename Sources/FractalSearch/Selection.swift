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
  ///
  /// - Parameters:
  ///   - rows: the candidates' embeddings, one after another.
  ///   - shares: the number of each candidate's law.
  ///   - weights: the laws' weights.
  init?(
    _ count: Int, of rows: [UInt8], shares: [UInt8], weights: [Double], threads: Int, instructionSet: InstructionSet,
    monitor: Monitor
  ) {
    var members = [[Int]](repeating: [], count: weights.count)
    for (candidate, share) in shares.enumerated() { members[Int(share)].append(candidate) }
    let planned = Self.turns(count, weights: weights, limits: members.map(\.count))
    var selections: [FarthestPointSelection] = []
    for (share, members) in members.enumerated() {
      let needed = planned.count { $0 == share }
      let own = members.count == shares.count ? rows : Self.rows(of: members, in: rows)
      guard
        let selection = FarthestPointSelection(
          needed, of: own, threads: threads, instructionSet: instructionSet, monitor: monitor)
      else { return nil }
      selections.append(selection)
    }
    // Where fewer differ than were planned, what is left of the plan stays.
    var taken = [Int](repeating: 0, count: weights.count)
    var (order, distances): ([Int], [Double]) = ([], [])
    for share in planned where taken[share] < selections[share].order.count {
      order.append(members[share][selections[share].order[taken[share]]])
      distances.append(selections[share].distances[taken[share]])
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

  private static func rows(of members: [Int], in rows: [UInt8]) -> [UInt8] {
    var own: [UInt8] = []
    own.reserveCapacity(members.count * Embedding.count)
    for member in members { own += rows[member * Embedding.count..<(member + 1) * Embedding.count] }
    return own
  }
}
