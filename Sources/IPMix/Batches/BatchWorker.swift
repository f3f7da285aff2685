internal import FractalCore

/// The working memory of one thread of a batch; kept from batch to batch.
final class BatchWorker {
  /// The first of this worker's samples that failed, and why.
  var failure: (sample: Int, error: any Error)?

  private let mixer: IPMixer
  private let preparation = MixingPicturePreparation()
  private let mixingSet: (any PictureSet)?
  private let layout: TensorLayout
  /// Behind a pointer, so that no access to it is checked.
  private let plan: UnsafeMutablePointer<MixingPlan>
  /// Room for a picture that is cropped, flipped or in another order.
  private var moved = PlaneBuffer(capacity: 0)

  init(
    _ samplers: ViewSamplers, mixingSet: (any PictureSet)?, layout: TensorLayout, instructionSet: InstructionSet
  ) {
    mixer = IPMixer(instructionSet: instructionSet)
    self.mixingSet = mixingSet
    self.layout = layout
    plan = .allocate(capacity: 1)
    plan.initialize(to: samplers.emptyPlan())
  }

  deinit {
    plan.deinitialize(count: 1)
    plan.deallocate()
  }

  /// Mixes all views of one sample; an error is kept, and the first one stays.
  func mix(
    _ sample: Int, index: UInt64, by samplers: ViewSamplers, picture pictures: SamplePictures,
    to target: (_ view: Int) -> ResultTarget
  ) {
    let image = image(of: sample, index: index, samplers, pictures)
    do {
      var view = 0
      if samplers.hasCleanView {
        mixer.mix(samplers.cleanPlan, image, nil, layout, to: target(0))
        view = 1
      }
      for mixed in samplers.mixed {
        mixed.plan(index: index, into: &plan.pointee)
        try apply(image, to: target(view), isSameImage: view > 0)
        view += 1
      }
    } catch {
      if failure == nil { failure = (sample, error) }
    }
  }

  /// The location of the sample's picture, interleaved: its own, or a copy in memory of this worker.
  private func image(
    of sample: Int, index: UInt64, _ samplers: ViewSamplers, _ pictures: SamplePictures
  ) -> UnsafePointer<UInt8> {
    let shape = samplers.cleanPlan.imageShape
    let given = pictures.address(of: sample, byteCount: shape.byteCount)
    guard !pictures.isUnmoved else { return given }
    if moved.capacity < shape.byteCount { moved = PlaneBuffer(capacity: shape.byteCount) }
    let choice = pictures.cropAndFlip.choice(
      seed: samplers.cleanPlan.seed, epoch: samplers.epoch, index: index)
    pictures.cropAndFlip.apply(choice, to: given, pictures.layout, shape: shape, into: moved.start)
    return UnsafePointer(moved.start)
  }

  private func apply(_ image: UnsafePointer<UInt8>, to target: ResultTarget, isSameImage: Bool) throws {
    guard let choice = plan.pointee.mixingPicture, let mixingSet else {
      return mixer.mix(plan.pointee, image, nil, layout, to: target, isSameImage: isSameImage)
    }
    try mixingSet.withPicture(at: Int(choice.asset), height: choice.resizedHeight, width: choice.resizedWidth) {
      pixels, shape in
      let source = try preparation.source(pixels, shape, for: choice, imageShape: plan.pointee.imageShape)
      mixer.mix(plan.pointee, image, source, layout, to: target, isSameImage: isSameImage)
    }
  }
}
