public import FractalCore

/// Which views of a sample a training step takes.
public enum SampleViews: String, Sendable, Hashable, Codable, CaseIterable {
  /// The clean picture alone, normalised: to compare with.
  case clean
  /// One mixed view: view 0.
  case single
  /// For the Jensen-Shannon consistency loss (of weight 12 in AugMix and IPMix): the clean picture, normalised, and two
  /// mixed views, 1 and 2, which differ in their random streams alone.
  case jsdTriple
}

/// The plans of all views of one sample, the clean one first.
///
/// Whether views share the mixing picture and its crop is the recipe's to say.
public func samplePlans(
  _ recipe: Recipe, views: SampleViews, seed: UInt64, epoch: UInt32 = 0, index: UInt64, imageShape: PixelShape,
  mixingSet: MixingSetDescription
) throws(IPMixError) -> [MixingPlan] {
  func sampler(_ view: UInt32) throws(IPMixError) -> PlanSampler {
    try PlanSampler(
      recipe: recipe, seed: seed, epoch: epoch, view: view, imageShape: imageShape, mixingSet: mixingSet)
  }
  switch views {
  case .clean: return [try sampler(0).cleanPlan(index: index)]
  case .single: return [try sampler(0).plan(index: index)]
  case .jsdTriple:
    return [
      try sampler(0).cleanPlan(index: index), try sampler(1).plan(index: index), try sampler(2).plan(index: index),
    ]
  }
}
