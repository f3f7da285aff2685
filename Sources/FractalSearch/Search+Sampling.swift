public import FractalCore
public import FractalRendering

extension Search {
  /// The first `count` proposals of a plan that pass its gates, in the order of the pool: its laws as they are, without a
  /// choice among them.
  ///
  /// - Throws: ``SearchError`` if the plan is invalid, or its pool holds fewer that pass.
  public static func sample(
    _ plan: SearchPlan, count: Int, instructionSet: InstructionSet = .best
  ) throws(SearchError) -> [AssetSpec] {
    try plan.validate()
    guard count >= 1 else { throw SearchError(.invalidPlan, "the count is \(count); it must be at least 1") }
    let before = FloatState.enter()
    defer { before.restore() }
    var specifications: [AssetSpec] = []
    var scratch = Thumbnail.Scratch()
    for number in 0..<plan.pool where specifications.count < count {
      do throws(Rejection) {
        let proposal = try Proposal(number, of: plan, instructionSet: instructionSet)
        _ = try proposal.judged(&scratch)
        specifications += proposal.instances.prefix(count - specifications.count)
      } catch {}
    }
    guard specifications.count == count else {
      throw SearchError(
        .poolTooSmall,
        "of \(plan.pool) proposals only \(specifications.count) pass the gates; raise the pool or lower the count")
    }
    return specifications
  }
}
