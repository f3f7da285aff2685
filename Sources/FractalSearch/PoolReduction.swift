internal import FractalCore

/// The way from a pool to the candidates of the final selection, by the plan's method.
struct PoolReduction {
  let judge: PoolJudge
  /// Proposals that pass by between two selections of a stream; nil for what the plan's method has, others for tests.
  var batch: Int?

  private var plan: SearchPlan { judge.plan }

  /// The candidates for the final selection.
  ///
  /// - Throws: ``SearchError`` if the monitor cancelled, or the journal cannot be written.
  func candidates() throws(SearchError) -> Candidates {
    switch plan.method {
    case .pool: return try judge.judge(0..<plan.pool)
    case .stream(let kept): return try stream(keeping: kept)
    case .islands(let count, _):
      var all = Candidates()
      for number in 0..<count { all.append(try island(number)) }
      return all
    }
  }

  /// The candidates that remain of one island.
  ///
  /// - Precondition: the plan's method is islands, and `number` is one of them.
  func island(_ number: Int) throws(SearchError) -> Candidates {
    guard case .islands(let count, let kept) = plan.method, (0..<count).contains(number) else {
      preconditionFailure("the plan has no island \(number)")
    }
    if let known = judge.journal?.kept(at: number) { return known }
    let remaining = try reduce(judge.judge(plan.method.range(ofIsland: number, pool: plan.pool)), to: kept)
    try judge.journal?.keep(remaining, at: number)
    return remaining
  }

  /// Proposals that pass by between two selections: about as many as are kept, so that selecting costs twice what it costs of
  /// the whole pool at once.
  static func batch(keeping kept: Int) -> Int {
    (max(kept, 8192) + PoolJudge.chunk - 1) / PoolJudge.chunk * PoolJudge.chunk
  }

  private func stream(keeping kept: Int) throws(SearchError) -> Candidates {
    let batch = batch ?? Self.batch(keeping: kept)
    var candidates = judge.journal?.kept(at: 0) ?? Candidates()
    while candidates.proposals < plan.pool {
      let start = candidates.proposals
      candidates.append(try judge.judge(start..<min(plan.pool, start + batch)))
      candidates = try reduce(candidates, to: kept)
      try judge.journal?.keep(candidates, at: 0)
    }
    return candidates
  }

  /// The `kept` candidates that a selection takes.
  private func reduce(_ candidates: Candidates, to kept: Int) throws(SearchError) -> Candidates {
    guard candidates.count > kept else { return candidates }
    guard
      let selection = Selection(
        kept, of: candidates, plan: plan, threads: judge.threads, instructionSet: judge.instructionSet,
        monitor: TaskMonitor(report: { _, _, _ in }, isCancelled: judge.monitor.isCancelled))
    else { throw PoolJudge.cancelled(resumes: judge.journal != nil) }
    return candidates.keeping(selection.order)
  }
}
