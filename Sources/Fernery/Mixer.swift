/// IPMix by one recipe and one seed, with the fractals of a store, for one picture at a time.
///
/// The same seed, epoch, index and view give the same result, in any order. One instance serves one thread; `BatchMixer`
/// mixes batches on several.
public final class Mixer {
  /// How pictures are mixed.
  public let recipe: Recipe
  /// The trainer's seed.
  public let seed: UInt64
  /// The set of fractals; nil for a recipe that mixes none.
  public let fractals: (any PictureSet)?

  private let mixer = IPMixer()

  /// A mixer with fractals of any source.
  ///
  /// - Parameters:
  ///   - fractals: the pictures to mix in; nil for a recipe that mixes none, such as `Recipe.augMix`.
  ///   - recipe: how pictures are mixed.
  ///   - seed: the trainer's seed.
  /// - Throws: `IPMixError` for a recipe with a value out of its range.
  public init(fractals: (any PictureSet)? = nil, recipe: Recipe, seed: UInt64 = 0) throws(IPMixError) {
    try recipe.validate()
    (self.fractals, self.recipe, self.seed) = (fractals, recipe, seed)
  }

  /// A mixer with the fractals of a finished store.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - recipe: how pictures are mixed.
  ///   - seed: the trainer's seed.
  /// - Throws: `StoreError` for a store that cannot be read or is not finished; `IPMixError` for a recipe with a value out
  ///   of its range.
  public convenience init(store path: String, recipe: Recipe, seed: UInt64 = 0) throws {
    let store = try Store(path: path)
    try store.requireFinished()
    try self.init(fractals: StorePictures(store), recipe: recipe, seed: seed)
  }

  /// The plan of one view: every operation that mixing applies to a picture of a shape.
  ///
  /// - Parameters:
  ///   - shape: the shape of the picture to mix.
  ///   - index: the picture's number in its data set.
  ///   - epoch: another epoch gives other views.
  ///   - view: the number of the view, for several of one picture.
  /// - Throws: `IPMixError` for a shape that cannot be mixed, or a recipe that needs fractals where there are none.
  public func plan(
    for shape: PixelShape, index: UInt64, epoch: UInt32 = 0, view: UInt32 = 0
  ) throws(IPMixError) -> MixingPlan {
    try samplePlan(
      recipe, seed: seed, epoch: epoch, index: index, view: view, imageShape: shape,
      mixingSet: fractals.map(MixingSetDescription.init) ?? .none)
  }

  /// One mixed view of a picture as normalised float32; its property `picture` holds it in 8 bits.
  ///
  /// - Parameters:
  ///   - picture: the picture to mix.
  ///   - index: the picture's number in its data set.
  ///   - epoch: another epoch gives other views.
  ///   - view: the number of the view, for several of one picture.
  /// - Throws: an error of ``plan(for:index:epoch:view:)`` or of the set of fractals.
  public func mix(
    _ picture: Picture, index: UInt64, epoch: UInt32 = 0, view: UInt32 = 0
  ) throws -> MixedPicture {
    let plan = try plan(for: picture.shape, index: index, epoch: epoch, view: view)
    let fractal = plan.mixingPicture == nil ? nil : try fractals?.mixingPicture(of: plan)
    return try mixer.apply(plan, to: picture, mixingPicture: fractal)
  }
}
