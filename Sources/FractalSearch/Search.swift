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
    /// The distance of the last choice to the nearest earlier one; no two selected are nearer.
    ///
    /// 0 for a single one.
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

    let pool = try propose(plan, threads: threads, instructionSet: instructionSet, monitor: monitor)
    let proposals = pool.flatMap(\.proposals)
    var rejections: [Rejection: Int] = [:]
    for part in pool { rejections.merge(part.rejections, uniquingKeysWith: +) }
    guard proposals.count >= count else {
      throw SearchError(
        .poolTooSmall,
        "\(count) assets cannot be selected: of \(plan.pool) proposals only \(proposals.count) pass the gates; raise the "
          + "pool or lower the count")
    }

    var rows: [UInt8] = []
    rows.reserveCapacity(proposals.count * Embedding.count)
    for proposal in proposals { rows.append(contentsOf: proposal.embedding) }
    guard
      let selection = FarthestPointSelection(
        count, of: rows, threads: threads, instructionSet: instructionSet, monitor: monitor)
    else { throw SearchError(.cancelled, "the search was stopped; run the same command to start it again") }
    return Result(
      catalog: Catalog(specifications: selection.order.map { proposals[$0].specification }), proposals: plan.pool,
      candidates: proposals.count, rejections: rejections, leastDistance: selection.distances[count - 1])
  }

  private struct PoolPart: Sendable {
    var proposals: [Proposal] = []
    var rejections: [Rejection: Int] = [:]
  }

  private static func propose(
    _ plan: SearchPlan, threads: Int, instructionSet: InstructionSet, monitor: Monitor
  ) throws(SearchError) -> [PoolPart] {
    let chunks = (plan.pool + chunk - 1) / chunk
    let results = OrderedResults<PoolPart>(count: chunks)
    Parallel.forEach(chunks, threads: threads) { index, _ in
      guard !monitor.isCancelled() else { return }
      var part = PoolPart()
      var cells: [UInt32] = []
      for proposal in index * chunk..<min(plan.pool, (index + 1) * chunk) {
        switch Proposal.draw(proposal, of: plan, instructionSet: instructionSet, cells: &cells) {
        case .success(let proposal): part.proposals.append(proposal)
        case .failure(let rejection): part.rejections[rejection.reason, default: 0] += 1
        }
      }
      results.finish(index, with: part) { done in
        monitor.report("searching", min(plan.pool, done * chunk), plan.pool)
      }
    }
    guard let parts = try? results.prefix(), parts.count == chunks else {
      throw SearchError(.cancelled, "the search was stopped; run the same command to start it again")
    }
    return parts
  }
}
