import FractalCore
import IPMix
import StoreReader

/// IPMix with the fractals of a store, one view at a time.
struct StoreMixing {
  let store: Store
  let recipe: Recipe
  let seed: UInt64
  let epoch: UInt32

  private let source: MixingSource
  private let mixer = IPMixer()
  private let preparation = MixingPicturePreparation()

  init(store: Store, recipe: Recipe, seed: UInt64, epoch: UInt32) throws {
    self.store = store
    source = try MixingSource(store)
    self.recipe = recipe
    self.seed = seed
    self.epoch = epoch
  }

  /// What would be done to a picture for one view.
  func plan(_ picture: Picture, index: Int, view: Int) throws -> MixingPlan {
    try samplePlan(
      recipe, seed: seed, epoch: epoch, index: UInt64(index), view: UInt32(view), imageShape: picture.shape,
      mixingSet: MixingSetDescription(count: UInt64(store.count), assetShape: store.header.shape))
  }

  /// One mixed view, for looking at.
  func view(of picture: Picture, index: Int, view: Int) throws -> Picture {
    let plan = try plan(picture, index: index, view: view)
    let fractal = try plan.mixingPicture.map { choice -> Picture in
      let id = store.ids.lowerBound + Int(choice.asset)
      return try preparation(
        source.picture(of: id, height: choice.resizedHeight, width: choice.resizedWidth), for: plan)
    }
    return try mixer.apply(plan, to: picture, mixingPicture: fractal).picture
  }
}
