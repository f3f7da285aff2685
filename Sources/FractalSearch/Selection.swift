internal import FractalCore

/// The choice among candidates: laws in turn by their weights, and of a law whose turn it is the candidate that what was chosen
/// before, of whatever law, crowds least.
///
/// Crowding is the sum of 1 / d^4 over the chosen: these are greedy points of least Riesz energy (López García and Saff, "Asymptotics of
/// greedy energy points", Mathematics of Computation, 2010), which for exponents without bound are farthest points. Farthest points
/// look at the nearest choice alone and gather at the rim; the sum looks at all of them, spreads what is chosen over the inside as
/// well, and knows no scale that would have to fit a law. The exponent was chosen by measurement, on seed 1 of Tools/bench diversity.
///
/// A candidate any of whose images is near in form to a choice is its duplicate and passed over. Every prefix of the order is the
/// selection of that length. O(selected x candidates + selected^2).
struct Selection {
  /// Chosen candidates, in order.
  let order: [Int]
  /// For each choice, the distance of its form to the nearest earlier one's; for the first, 0.
  let distances: [Double]

  /// Selects up to `count`, fewer if no more differ; nil if cancelled.
  init?(
    _ count: Int, of candidates: Candidates, plan: SearchPlan, threads: Int, instructionSet: InstructionSet,
    monitor: TaskMonitor
  ) {
    self.init(
      count, of: candidates.embeddings, shares: candidates.lawIndices,
      // Weights are of assets, and a category's turn brings all of its instances.
      weights: plan.genomes.map { $0.weight / Double($0.law.instances) },
      images: plan.keepsMirrored ? [Array(0..<Embedding.formCount)] : Embedding.images,
      least: plan.genomes.map { plan.leastDistance ?? Embedding.duplicateDistance(of: $0.law.family) },
      threads: threads, instructionSet: instructionSet, monitor: monitor)
  }

  /// Selects among candidates whose embeddings stand in `rows`, one after another.
  ///
  /// - Parameters:
  ///   - shares: the law of each.
  ///   - weights: of the laws.
  ///   - images: for each image of a form, from which of its places each byte comes.
  ///   - least: by law, a candidate with an image as near as this to a choice is its duplicate; nil for 0 of all.
  init?(
    _ count: Int, of rows: [UInt8], shares: [UInt8], weights: [Double], images: [[Int]] = Embedding.images,
    least: [Double]? = nil, threads: Int, instructionSet: InstructionSet, monitor: TaskMonitor
  ) {
    precondition(rows.count == shares.count * Embedding.count)
    // Law by law, so that those of one law stand together.
    let places = weights.indices.flatMap { law in shares.indices.filter { Int(shares[$0]) == law } }
    var laws: [Range<Int>] = []
    for law in weights.indices {
      let start = laws.last?.upperBound ?? 0
      laws.append(start..<start + shares.count { Int($0) == law })
    }
    let crowding = Crowding(
      places.flatMap { rows[$0 * Embedding.count..<($0 + 1) * Embedding.count] }, threads: threads,
      instructionSet: instructionSet)
    var chosen = DuplicateIndex(images: images, instructionSet: instructionSet)
    var turns = Turns(weights: weights, isOpen: laws.map { !$0.isEmpty })
    var (order, distances): ([Int], [Double]) = ([], [])
    while order.count < count, let law = turns.next {
      if monitor.isCancelled() { return nil }
      let candidate = order.isEmpty ? crowding.farthestFromMean(in: laws[law]) : crowding.least(in: laws[law])
      if crowding.isExcluded(candidate) {
        turns.close(law)
        continue
      }
      guard
        let distance = chosen.add(Array(crowding.row(candidate).prefix(Embedding.formCount)), least: least?[law] ?? 0)
      else {
        crowding.exclude(candidate)
        continue
      }
      turns.take(law)
      order.append(places[candidate])
      distances.append(distance)
      if order.count % 64 == 0 || order.count == count { monitor.report("selecting", order.count, count) }
      if order.count < count { crowding.add(candidate) }
    }
    (self.order, self.distances) = (order, distances)
  }
}

/// The laws' turns: next is the law that is furthest behind its weight, of those that have candidates left.
struct Turns {
  private let weights: [Double]
  private var isOpen: [Bool]
  private var taken: [Int]

  init(weights: [Double], isOpen: [Bool]) {
    (self.weights, self.isOpen) = (weights, isOpen)
    taken = [Int](repeating: 0, count: weights.count)
  }

  /// The law whose turn it is; nil if none has candidates left.
  var next: Int? {
    weights.indices.filter { isOpen[$0] }.min { one, other in
      // (taken + 1) / weight: when a law's next turn is due.
      Double(taken[one] + 1) * weights[other] < Double(taken[other] + 1) * weights[one]
    }
  }

  /// Counts a law's turn.
  mutating func take(_ law: Int) { taken[law] += 1 }

  /// Leaves a law out from now on: its turns are the others'.
  mutating func close(_ law: Int) { isOpen[law] = false }
}
