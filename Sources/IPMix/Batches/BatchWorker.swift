internal import FractalCore

/// What one thread of a batch works with; kept from batch to batch.
final class BatchWorker {
  /// The first of this worker's samples that failed, and why.
  var failure: (sample: Int, error: any Error)?

  private let mixer: IPMixer
  private let preparation = MixingPicturePreparation()
  private let mixingSet: (any MixingSet)?
  private let layout: TensorLayout
  private var plan: MixingPlan

  init(
    _ samplers: ViewSamplers, mixingSet: (any MixingSet)?, layout: TensorLayout, instructionSet: InstructionSet
  ) {
    mixer = IPMixer(instructionSet: instructionSet)
    self.mixingSet = mixingSet
    self.layout = layout
    plan = samplers.emptyPlan()
  }

  /// Mixes all views of one sample; an error is kept, and the first one stays.
  func mix(
    _ sample: Int, index: UInt64, by samplers: ViewSamplers, image: UnsafePointer<UInt8>,
    to target: (_ view: Int) -> ResultTarget
  ) {
    do {
      for view in samplers.samplers.indices {
        if let sampler = samplers.samplers[view] {
          sampler.plan(index: index, into: &plan)
          try apply(image, to: target(view), isSameImage: view > 0)
        } else {
          mixer.mix(samplers.cleanPlan, image, nil, layout, to: target(view), isSameImage: view > 0)
        }
      }
    } catch {
      if failure == nil { failure = (sample, error) }
    }
  }

  private func apply(_ image: UnsafePointer<UInt8>, to target: ResultTarget, isSameImage: Bool) throws {
    guard let choice = plan.mixingPicture, let mixingSet else {
      return mixer.mix(plan, image, nil, layout, to: target, isSameImage: isSameImage)
    }
    try mixingSet.withPicture(of: choice.asset, height: choice.resizedHeight, width: choice.resizedWidth) {
      pixels, shape in
      let source = try preparation.source(pixels, shape, for: choice, imageShape: plan.imageShape)
      mixer.mix(plan, image, source, layout, to: target, isSameImage: isSameImage)
    }
  }
}
