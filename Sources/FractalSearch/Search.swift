public import FractalCore
internal import FractalRendering
public import SystemIO

/// The search for a diverse set: proposals, gates, embedding, selection, catalog.
///
/// Its result depends on plan and count alone: not on threads, nor on the instruction set, nor on how often it was stopped.
public enum Search {
  /// The result of a search, with the counts of its proposals.
  public struct Result: Sendable {
    /// The selected specifications, in the order of selection.
    public let catalog: Catalog
    /// How many proposals were drawn.
    public let proposals: Int
    /// How many passed the gates.
    public let candidates: Int
    /// How many were rejected, by reason.
    public let rejections: [Rejection: Int]
    /// The least distance in form between two selected; 0 where there is one.
    public let leastDistance: Double
  }

  /// Searches a plan for `count` assets.
  ///
  /// - Parameters:
  ///   - plan: what to search.
  ///   - count: the number of assets to select, at least 1.
  ///   - threads: the most threads that work on it, at least 1.
  ///   - instructionSet: the kernels' instruction set, which changes speed alone.
  ///   - monitor: receives progress, and can cancel.
  ///   - journal: where judged proposals are kept, so that the same call goes on after it was stopped; it stays at the end, and
  ///     a search of the same plan for another count judges nothing again.
  /// - Throws: ``SearchError`` if the plan is invalid, too few proposals pass the gates, the monitor cancelled, or the
  ///   journal cannot be written.
  public static func run(
    _ plan: SearchPlan, count: Int, threads: Int = Parallel.processorCount, instructionSet: InstructionSet = .best,
    monitor: TaskMonitor = .silent, journal: SearchJournal? = nil
  ) throws(SearchError) -> Result {
    let before = FloatState.enter()
    defer { before.restore() }
    try plan.validate(count: count)
    let judge = PoolJudge(
      plan: plan, threads: threads, instructionSet: instructionSet, monitor: monitor, journal: journal)
    return try select(count, of: PoolReduction(judge: judge).candidates(), from: judge)
  }

  /// Searches one island of a plan whose method is islands; the journal then holds what remained of it.
  ///
  /// - Parameters:
  ///   - number: the island, from 0; messages count from 1.
  ///   - plan: what to search; its method is islands.
  ///   - threads: the most threads that work on it, at least 1.
  ///   - instructionSet: the kernels' instruction set, which changes speed alone.
  ///   - monitor: receives progress, and can cancel.
  ///   - journal: where judged proposals are kept, so that the same call goes on after it was stopped.
  /// - Throws: ``SearchError`` as ``run(_:count:threads:instructionSet:monitor:journal:)`` does, or if there is no such island.
  @discardableResult
  public static func island(
    _ number: Int, of plan: SearchPlan, threads: Int = Parallel.processorCount, instructionSet: InstructionSet = .best,
    monitor: TaskMonitor = .silent, journal: SearchJournal? = nil
  ) throws(SearchError) -> Candidates {
    let before = FloatState.enter()
    defer { before.restore() }
    try plan.validate()
    guard case .islands(let count, _) = plan.method else { throw hasNoIslands }
    guard (0..<count).contains(number) else {
      throw SearchError(.invalidPlan, "the plan has the islands 1 to \(count); there is no island \(number + 1)")
    }
    let judge = PoolJudge(
      plan: plan, threads: threads, instructionSet: instructionSet, monitor: monitor, journal: journal,
      reported: plan.method.range(ofIsland: number, pool: plan.pool))
    return try PoolReduction(judge: judge).island(number)
  }

  /// Selects among what remained of all islands: the result of ``run(_:count:threads:instructionSet:monitor:journal:)`` on the
  /// same plan.
  ///
  /// - Parameters:
  ///   - islands: what remained of each, by its number.
  ///   - plan: the plan that the islands are of.
  ///   - count: the number of assets to select, at least 1.
  ///   - threads: the most threads that work on it, at least 1.
  ///   - instructionSet: the kernels' instruction set, which changes speed alone.
  ///   - monitor: receives progress, and can cancel.
  /// - Throws: ``SearchError`` if an island is missing or of another plan, or too few candidates differ.
  public static func merge(
    _ islands: [Int: Candidates], of plan: SearchPlan, count: Int, threads: Int = Parallel.processorCount,
    instructionSet: InstructionSet = .best, monitor: TaskMonitor = .silent
  ) throws(SearchError) -> Result {
    let before = FloatState.enter()
    defer { before.restore() }
    try plan.validate(count: count)
    guard case .islands(let islandCount, let kept) = plan.method else { throw hasNoIslands }
    let missing = (0..<islandCount).filter { islands[$0] == nil }
    guard missing.isEmpty else {
      throw SearchError(
        .islandMissing,
        "of \(islandCount) islands these are missing: \(missing.map { "\($0 + 1)" }.joined(separator: ", ")); search "
          + "them, and name all their files")
    }
    let judge = PoolJudge(plan: plan, threads: threads, instructionSet: instructionSet, monitor: monitor, journal: nil)
    var all = Candidates()
    for number in 0..<islandCount {
      let range = plan.method.range(ofIsland: number, pool: plan.pool)
      guard let island = islands[number], island.canBe(of: range, atMost: kept, laws: plan.genomes.count) else {
        throw SearchError(.otherPlan, "what is given as the island \(number + 1) is of another plan")
      }
      all.append(island)
    }
    return try select(count, of: all, from: judge)
  }

  private static var hasNoIslands: SearchError {
    SearchError(.invalidPlan, "the plan has no islands: its method must be islands")
  }

  private static func select(
    _ count: Int, of pool: Candidates, from judge: PoolJudge
  ) throws(SearchError) -> Result {
    let plan = judge.plan
    // With several instances a category, fewer categories than assets are needed, but their number is not known
    // beforehand.
    let hasInstances = plan.genomes.contains { $0.law.instances > 1 }
    let choices = hasInstances ? min(count, pool.count) : count
    guard pool.passed >= choices, choices > 0 else {
      throw tooFew(count, from: judge, "only \(pool.passed) pass the gates", "raise the pool")
    }
    guard
      let selection = Selection(
        choices, of: pool, plan: plan, threads: judge.threads, instructionSet: judge.instructionSet,
        monitor: judge.monitor)
    else { throw PoolJudge.cancelled(resumes: judge.journal != nil) }
    guard hasInstances || selection.order.count == count else {
      throw tooFew(
        count, from: judge,
        "\(pool.passed) pass the gates, and only \(selection.order.count) of them are further apart than "
          + "near-duplicates", "lower the least distance, raise the pool")
    }
    var specifications: [AssetSpec] = []
    var categories = 0
    while specifications.count < count, categories < selection.order.count {
      let number = Int(pool.numbers[selection.order[categories]])
      let proposal: Proposal
      do throws(Rejection) { proposal = try Proposal(number, of: plan, instructionSet: judge.instructionSet) } catch {
        throw SearchError(
          .otherPlan,
          "the proposal \(number) passed the gates when it was judged and does not now (\(error)): what was kept "
            + "is of another version of Fernery; remove it and search again")
      }
      specifications += proposal.instances.prefix(count - specifications.count)
      categories += 1
    }
    guard specifications.count == count else {
      throw tooFew(
        count, from: judge, "\(categories) are categories, which have \(specifications.count) instances",
        "raise the pool")
    }
    return Result(
      catalog: Catalog(specifications: specifications), proposals: plan.pool,
      candidates: pool.passed, rejections: pool.rejections,
      leastDistance: selection.distances[..<categories].filter { $0 > 0 }.min() ?? 0)
  }

  private static func tooFew(_ count: Int, from judge: PoolJudge, _ reason: String, _ advice: String) -> SearchError {
    SearchError(
      .poolTooSmall,
      "\(count) assets cannot be selected: of \(judge.plan.pool) proposals \(reason); \(advice) or lower the count"
        + (judge.journal.map { ", for which none is judged again; for any other plan remove \($0.path)" } ?? ""))
  }

  /// Measures what the selection takes for each candidate and choice, on rows that it makes up.
  package static func secondsPerComparison(threads: Int, instructionSet: InstructionSet) -> Double {
    let (candidates, count) = (32_768, 16)
    var draws = RandomStream(key: 0).draws()
    let rows = (0..<candidates * Embedding.count).map { _ in UInt8(truncatingIfNeeded: draws.word()) }
    let clock = ContinuousClock.now
    _ = Selection(
      count, of: rows, shares: [UInt8](repeating: 0, count: candidates), weights: [1], threads: threads,
      instructionSet: instructionSet, monitor: .silent)
    return (ContinuousClock.now - clock) / .seconds(1) / Double(candidates * count)
  }
}
