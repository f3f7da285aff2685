internal import FractalCore
internal import IPMix
internal import StoreReader
internal import Synchronization

/// The object behind a mixer handle: a store's fractals, one recipe, one seed.
///
/// Calls from several threads each borrow a batch mixer. One that a fork left borrowed in the child is never missed, and
/// there is no lock that the fork could have left held.
final class Mixer: @unchecked Sendable {
  let source: StorePictures
  let recipe: Recipe
  let seed: UInt64
  private let slots = (0..<64).map { _ in Slot() }

  private final class Slot: @unchecked Sendable {
    let isBorrowed = Atomic<Bool>(false)
    /// The mixer of the last borrower; replaced for batches of another kind.
    var mixer: BatchMixer?
    var kind: BatchKind?
  }

  /// - Throws: errors of a store that is not sealed or whose views do not fit, and of a recipe that is not valid.
  init(_ store: Store, recipe: Recipe, seed: UInt64) throws {
    try store.requireFinished()
    try recipe.validate()
    source = try StorePictures(store)
    self.recipe = recipe
    self.seed = seed
  }

  /// Draws the plans of one view of pictures of one shape.
  func sampler(epoch: UInt32, view: UInt32, shape: PixelShape) throws(IPMixError) -> PlanSampler {
    try PlanSampler(
      recipe: recipe, seed: seed, epoch: epoch, view: view, imageShape: shape, mixingSet: MixingSetDescription(source))
  }

  /// Mixes a batch.
  func mix(_ batch: MixingBatch) throws {
    for slot in slots where slot.isBorrowed.exchange(true, ordering: .acquiring) == false {
      defer { slot.isBorrowed.store(false, ordering: .releasing) }
      if slot.kind != batch.kind {
        (slot.mixer, slot.kind) = (try batchMixer(batch.kind), batch.kind)
      }
      return try mix(batch, by: slot.mixer!)
    }
    // More threads at once than slots: one for this call alone.
    try mix(batch, by: batchMixer(batch.kind))
  }

  private func batchMixer(_ kind: BatchKind) throws(IPMixError) -> BatchMixer {
    try BatchMixer(
      recipe: recipe, seed: seed, imageShape: kind.shape, mixingSet: source, views: kind.views, layout: kind.layout,
      threads: kind.threads)
  }

  private func mix(_ batch: MixingBatch, by mixer: BatchMixer) throws {
    let indices = Array(batch.indices)
    let pictures = SamplePictures(
      at: batch.images, layout: batch.imageLayout, cropAndFlip: batch.cropAndFlip)
    let count = mixer.outputCount(samples: indices.count)
    switch batch.output {
    case .float32(let start):
      try mixer.mix(
        indices, epoch: batch.epoch, pictures: pictures, into: UnsafeMutableBufferPointer(start: start, count: count))
    case .uint8(let start):
      try mixer.mix(
        indices, epoch: batch.epoch, pictures: pictures, into: UnsafeMutableBufferPointer(start: start, count: count))
    }
  }
}
