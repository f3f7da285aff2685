/// IPMix by one recipe and one seed, with the fractals of a store, for one picture at a time.
///
/// The same seed, epoch, index and view give the same result, in any order. One instance serves one thread; ``BatchMixer``
/// mixes batches on several.
public final class Mixer {
  /// How pictures are mixed.
  public let recipe: Recipe
  /// The trainer's seed.
  public let seed: UInt64
  /// Where fractals come from; nil for a recipe that mixes none.
  public let fractals: (any PictureSet)?

  private let mixer = IPMixer()

  /// A mixer with fractals of any source.
  ///
  /// - Parameter fractals: nil for a recipe that mixes none, such as ``IPMix/Recipe/augMix``.
  /// - Throws: ``IPMixError`` for a recipe with a value out of its range.
  public init(fractals: (any PictureSet)? = nil, recipe: Recipe, seed: UInt64 = 0) throws(IPMixError) {
    try recipe.validate()
    (self.fractals, self.recipe, self.seed) = (fractals, recipe, seed)
  }

  /// A mixer with the fractals of a finished store.
  ///
  /// - Parameter path: the store's folder.
  /// - Throws: ``StoreError`` for a store that cannot be read or is not finished; ``IPMixError`` as the other.
  public convenience init(store path: String, recipe: Recipe, seed: UInt64 = 0) throws {
    let store = try Store(path: path)
    try store.requireFinished()
    try self.init(fractals: StorePictures(store), recipe: recipe, seed: seed)
  }

  /// What is done to a picture of a shape for one view.
  ///
  /// - Parameters:
  ///   - index: the picture's number in its data set.
  ///   - epoch: another epoch gives other views.
  ///   - view: the number of the view, for several of one picture.
  /// - Throws: ``IPMixError`` for a shape that cannot be mixed, or a recipe that needs fractals where there are none.
  public func plan(
    for shape: PixelShape, index: UInt64, epoch: UInt32 = 0, view: UInt32 = 0
  ) throws(IPMixError) -> MixingPlan {
    try samplePlan(
      recipe, seed: seed, epoch: epoch, index: index, view: view, imageShape: shape,
      mixingSet: fractals.map(MixingSetDescription.init) ?? .none)
  }

  /// One mixed view of a picture, as normalised float32; its ``MixedPicture/picture`` is for looking at.
  ///
  /// - Throws: as ``plan(for:index:epoch:view:)``; what the set of fractals throws.
  public func mix(
    _ picture: Picture, index: UInt64, epoch: UInt32 = 0, view: UInt32 = 0
  ) throws -> MixedPicture {
    let plan = try plan(for: picture.shape, index: index, epoch: epoch, view: view)
    let fractal = plan.mixingPicture == nil ? nil : try fractals?.mixingPicture(of: plan)
    return try mixer.apply(plan, to: picture, mixingPicture: fractal)
  }
}
