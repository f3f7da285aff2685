public import FractalCore
internal import FractalRendering

/// The search for a diverse set: proposals, gates, embedding, selection.
///
/// Its result depends on plan and count alone: not on threads, nor on the instruction set.
public enum Search {
  /// What a search found, and what became of the proposals.
  public struct Result: Sendable {
    /// The selected specifications, in the order of selection.
    public let catalog: Catalog
    /// How many proposals were drawn.
    public let proposals: Int
    /// How many passed the gates.
    public let candidates: Int
    /// How many were rejected, by reason.
    public let rejections: [Rejection: Int]
    /// The least distance between two selected of one law.
    ///
    /// 0 where no two are of one law.
    public let leastDistance: Double
  }

  /// Proposals that one thread judges between two reports.
  private static let chunk = 256

  /// Searches a plan for `count` assets.
  ///
  /// - Throws: ``SearchError`` if the plan is invalid, too few proposals pass the gates, or the monitor cancelled.
  public static func run(
    _ plan: SearchPlan, count: Int, threads: Int = Parallel.processorCount, instructionSet: InstructionSet = .best,
    monitor: Monitor = .silent
  ) throws(SearchError) -> Result {
    try plan.validate()
    guard count >= 1 else { throw SearchError(.invalidPlan, "the count is \(count); it must be at least 1") }
    guard count <= plan.pool else {
      throw SearchError(
        .poolTooSmall,
        "\(count) assets cannot be selected from a pool of \(plan.pool) proposals; raise the pool or lower the count")
    }
    let pool = try propose(plan, threads: threads, instructionSet: instructionSet, monitor: monitor)
    // Where categories have instances, fewer categories than assets are needed, but how many is not known beforehand.
    let hasInstances = plan.genomes.contains { $0.law.instances > 1 }
    let choices = hasInstances ? min(count, pool.candidates.count) : count
    guard pool.candidates.count >= choices, choices > 0 else {
      throw SearchError(
        .poolTooSmall,
        "\(count) assets cannot be selected: of \(plan.pool) proposals only \(pool.candidates.count) pass the gates; "
          + "raise the pool or lower the count")
    }
    guard
      let selection = Selection(
        choices, of: pool.embeddings, shares: pool.shares, weights: plan.genomes.map(\.weight), threads: threads,
        instructionSet: instructionSet, monitor: monitor)
    else { throw cancelled }
    guard hasInstances || selection.order.count == count else {
      throw SearchError(
        .poolTooSmall,
        "\(count) assets cannot be selected: of \(plan.pool) proposals only \(selection.order.count) differ; raise the "
          + "pool or lower the count")
    }
    var specifications: [AssetSpec] = []
    var categories = 0
    while specifications.count < count, categories < selection.order.count {
      let number = Int(pool.candidates[selection.order[categories]])
      let instances = (try? Proposal(number, of: plan, instructionSet: instructionSet))?.instances ?? []
      specifications += instances.prefix(count - specifications.count)
      categories += 1
    }
    guard specifications.count == count else {
      throw SearchError(
        .poolTooSmall,
        "\(count) assets cannot be selected: the \(categories) categories of \(plan.pool) proposals have "
          + "\(specifications.count) instances; raise the pool or lower the count")
    }
    return Result(
      catalog: Catalog(specifications: specifications), proposals: plan.pool, candidates: pool.candidates.count,
      rejections: pool.rejections, leastDistance: selection.distances[..<categories].filter { $0 > 0 }.min() ?? 0)
  }

  /// The proposals that passed the gates, in order: their numbers, their laws' places in the plan, and their embeddings one after
  /// another.
  ///
  /// 261 bytes a candidate: that is what a search needs in memory.
  private struct Pool: Sendable {
    var candidates: [UInt32] = []
    var shares: [UInt8] = []
    var embeddings: [UInt8] = []
    var rejections: [Rejection: Int] = [:]

    mutating func append(_ part: Pool) {
      candidates += part.candidates
      shares += part.shares
      embeddings += part.embeddings
      rejections.merge(part.rejections, uniquingKeysWith: +)
    }
  }

  private static func propose(
    _ plan: SearchPlan, threads: Int, instructionSet: InstructionSet, monitor: Monitor
  ) throws(SearchError) -> Pool {
    let chunks = (plan.pool + chunk - 1) / chunk
    let results = OrderedResults<Pool>(count: chunks)
    Parallel.forEach(chunks, threads: threads) { index, _ in
      guard !monitor.isCancelled() else { return }
      var part = Pool()
      var cells: [UInt32] = []
      for number in index * chunk..<min(plan.pool, (index + 1) * chunk) {
        do throws(Rejection) {
          let proposal = try Proposal(number, of: plan, instructionSet: instructionSet)
          part.embeddings += try proposal.embedding(cells: &cells)
          part.candidates.append(UInt32(number))
          part.shares.append(UInt8(proposal.share))
        } catch {
          part.rejections[error, default: 0] += 1
        }
      }
      results.finish(index, with: part) { done in
        monitor.report("searching", min(plan.pool, done * chunk), plan.pool)
      }
    }
    guard let parts = try? results.prefix(), parts.count == chunks else { throw cancelled }
    var pool = Pool()
    for part in parts { pool.append(part) }
    return pool
  }

  /// Measures what the selection takes for each candidate and choice, on rows that it makes up.
  package static func secondsPerComparison(threads: Int, instructionSet: InstructionSet) -> Double {
    let (candidates, count) = (32_768, 16)
    var draws = RandomStream(key: 0).draws()
    let rows = (0..<candidates * Embedding.count).map { _ in UInt8(truncatingIfNeeded: draws.word()) }
    let clock = ContinuousClock.now
    _ = FarthestPointSelection(count, of: rows, threads: threads, instructionSet: instructionSet, monitor: .silent)
    return (ContinuousClock.now - clock) / .seconds(1) / Double(candidates * count)
  }

  private static var cancelled: SearchError {
    SearchError(.cancelled, "the search was stopped; run the same command to start it again")
  }
}
