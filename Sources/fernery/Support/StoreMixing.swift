import FractalCore
import IPMix
import StoreReader

/// IPMix with the fractals of a store, one view at a time; without a store for recipes that mix no fractals.
struct StoreMixing {
  let seed: UInt64
  let epoch: UInt32

  private let source: StorePictures?
  private let mixer = IPMixer()
  private let preparation = MixingPicturePreparation()

  init(store: Store?, seed: UInt64, epoch: UInt32) throws {
    source = try store.map { try StorePictures($0) }
    self.seed = seed
    self.epoch = epoch
  }

  /// What would be done to a picture for one view.
  func plan(_ picture: Picture, by recipe: Recipe, index: Int, view: Int) throws -> MixingPlan {
    try samplePlan(
      recipe, seed: seed, epoch: epoch, index: UInt64(index), view: UInt32(view), imageShape: picture.shape,
      mixingSet: source.map(MixingSetDescription.init) ?? .none)
  }

  /// One mixed view, for looking at.
  func view(of picture: Picture, by recipe: Recipe, index: Int, view: Int) throws -> Picture {
    let plan = try plan(picture, by: recipe, index: index, view: view)
    return try mixer.apply(plan, to: picture, mixingPicture: fractal(of: plan)).picture
  }

  /// The crop of the store's asset that a plan names; nil where it names none.
  ///
  /// - Throws: ``CommandError`` when the store has no such asset, or there is no store.
  func fractal(of plan: MixingPlan) throws -> Picture? {
    guard let choice = plan.mixingPicture else { return nil }
    guard let source else {
      throw CommandError(.outOfRange, "the plan mixes with fractal \(choice.asset): give its store with --store")
    }
    guard choice.asset < UInt64(source.store.count) else {
      throw CommandError(
        .outOfRange,
        "the plan mixes with fractal \(choice.asset), but \(source.store.path) has \(source.store.count): give the "
          + "store that the plan was made with")
    }
    let id = source.store.ids.lowerBound + Int(choice.asset)
    return try preparation(
      source.picture(of: id, height: choice.resizedHeight, width: choice.resizedWidth), for: plan)
  }
}
