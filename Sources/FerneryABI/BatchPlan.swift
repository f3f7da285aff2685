internal import FractalCore
internal import IPMix

/// A batch with everything about it that is the same for all its samples.
struct BatchPlan: Sendable {
  let batch: MixingBatch
  let mixer: Mixer
  /// One sampler a view.
  let samplers: [PlanSampler]

  init(_ batch: MixingBatch, mixer: Mixer) throws(IPMixError) {
    self.batch = batch
    self.mixer = mixer
    var samplers: [PlanSampler] = []
    for view in batch.views {
      let number: UInt32 = if case .mixed(let number) = view { number } else { 0 }
      samplers.append(try mixer.sampler(epoch: batch.epoch, view: number, shape: batch.shape))
    }
    self.samplers = samplers
  }

  /// The plan of one view of the sample at `place`.
  func plan(view: Int, place: Int) -> MixingPlan {
    let index = batch.indices[place]
    return batch.views[view] == .clean ? samplers[view].cleanPlan(index: index) : samplers[view].plan(index: index)
  }
}
