internal import FractalCore

/// The samplers of all views of an epoch's samples.
///
/// Constants of an object, so that threads borrow the clean plan: to copy it would be to change counts that they share.
final class ViewSamplers: Sendable {
  /// Whether the clean picture is the first view.
  let hasCleanView: Bool
  /// Those of the mixed views.
  let mixed: [PlanSampler]
  /// The plan of a clean picture, whose index does not matter.
  let cleanPlan: MixingPlan
  let epoch: UInt32

  private let first: PlanSampler

  init(
    _ recipe: Recipe, views: SampleViews, seed: UInt64, epoch: UInt32, imageShape: PixelShape,
    mixingSet: MixingSetDescription
  ) throws(IPMixError) {
    func sampler(_ view: UInt32) throws(IPMixError) -> PlanSampler {
      try PlanSampler(
        recipe: recipe, seed: seed, epoch: epoch, view: view, imageShape: imageShape, mixingSet: mixingSet)
    }
    let first = try sampler(0)
    self.first = first
    switch views {
    case .clean: mixed = []
    case .single: mixed = [first]
    case .jsdTriple: mixed = [try sampler(1), try sampler(2)]
    }
    hasCleanView = views != .single
    cleanPlan = first.cleanPlan(index: 0)
    self.epoch = epoch
  }

  /// A plan of its own memory, to be filled by any of the samplers.
  func emptyPlan() -> MixingPlan {
    var plan = first.emptyPlan()
    // Arrays of its own: the plan is copied for every sample, and shared ones would be counted by all threads.
    plan.normalization.mean = plan.normalization.mean.map { $0 }
    plan.normalization.standardDeviation = plan.normalization.standardDeviation.map { $0 }
    return plan
  }
}

extension SampleViews {
  /// Views that come out for a sample.
  public var count: Int {
    switch self {
    case .clean, .single: 1
    case .jsdTriple: 3
    }
  }
}
