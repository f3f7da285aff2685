public import FractalCore

/// Samples plans of one recipe for one seed, epoch and view: checks the recipe once and then draws by index.
///
/// Every draw has its own purpose (`StreamPurpose`) and place; the index of a stream's sequence is the sample's. Lanes:
/// the chain's number for `chainWeights`, `chainLevel` and `chainDepth` (in the framework `linear`, the step's number for
/// `chainLevel`); 0 for `mixingWeight`, `mixingPicture` and `pictureCrop`; chain * 65536 + step for everything that a step
/// draws. In `rounds` the coin of `chainLevel` decides about the operated copy to start from, which is drawn as the image
/// operation of step 0, and round i draws as the patch of step i. So no draw moves when another is switched off,
/// and a chain's draws do not depend on how many chains there are.
///
/// It never changes, and is an object only so that threads can share it without copying it.
///
/// `mixingPicture` and `pictureCrop` are drawn as view 0 where the recipe lets views share them.
public final class PlanSampler: Sendable {
  /// The recipe, which is valid.
  public let recipe: Recipe
  /// The trainer's seed.
  public let seed: UInt64
  /// The epoch.
  public let epoch: UInt32
  /// The view.
  public let view: UInt32
  /// The shape of the pictures to mix.
  public let imageShape: PixelShape
  /// The set of mixing pictures.
  public let mixingSet: MixingSetDescription

  private let streams: Streams
  private let patchSizes: [PatchGeometry.Size]
  private let normalization: Recipe.Normalization
  private let cover: (height: Int, width: Int)

  /// Checks recipe, shape and set.
  ///
  /// - Throws: `invalidRecipe`, `wrongShape`, or `missingMixingPicture` for an empty set that the recipe needs.
  public init(
    recipe: Recipe, seed: UInt64, epoch: UInt32, view: UInt32, imageShape: PixelShape,
    mixingSet: MixingSetDescription
  ) throws(IPMixError) {
    try recipe.validate()
    guard imageShape.isMixable else {
      throw IPMixError(.wrongShape, "pictures of \(imageShape) cannot be mixed: \(PixelShape.mixableRule)")
    }
    if recipe.levels.patch {
      guard mixingSet.count > 0, mixingSet.count <= UInt64(Int64.max) else {
        throw IPMixError(
          .missingMixingPicture, "recipe `\(recipe.name)` mixes with fractals, but the mixing set holds none")
      }
      guard mixingSet.assetShape.isValidAsset else {
        throw IPMixError(.wrongShape, "assets of \(mixingSet.assetShape) cannot be mixing pictures")
      }
    }
    self.recipe = recipe
    self.seed = seed
    self.epoch = epoch
    self.view = view
    self.imageShape = imageShape
    self.mixingSet = mixingSet
    streams = Streams(seed: seed, epoch: epoch, view: view, pictureView: recipe.mixingPicture.sharedByViews ? 0 : view)
    patchSizes = PatchGeometry.sizes(recipe.patches, shape: imageShape)
    normalization = recipe.normalization.resolved(channels: imageShape.channels)
    cover = MixingPictureGeometry.cover(
      imageShape, by: mixingSet.assetShape, law: recipe.mixingPicture.enlargement)
  }

  /// The plan of one sample; the same however often and in whatever order it is asked for.
  public func plan(index: UInt64) -> MixingPlan {
    let before = FloatState.enter()
    defer { before.restore() }
    var plan = emptyPlan()
    self.plan(index: index, into: &plan)
    return plan
  }

  /// A plan that ``plan(index:into:)`` fills: with this sampler's chains, and room for the most steps.
  func emptyPlan() -> MixingPlan {
    let isRounds = recipe.framework == .rounds
    let level: MixingPlan.Level = isRounds || recipe.framework == .linear ? .both : .image
    let chains = (0..<(isRounds ? 1 : recipe.chains)).map { _ in
      var chain = MixingPlan.Chain(weight: 1, level: level, steps: [])
      chain.steps.reserveCapacity(recipe.depth.most + (isRounds ? 1 : 0))
      return chain
    }
    return plan(index: 0, mixingWeight: 1, chains: chains)
  }

  /// Makes a plan that was this sampler's, or that of another view or epoch of the same recipe, that of one sample; without
  /// allocating, where the plan is held only once.
  func plan(index: UInt64, into plan: inout MixingPlan) {
    plan.epoch = epoch
    plan.view = view
    plan.index = index
    if recipe.framework == .rounds {
      fillRounds(&plan.chains[0], index: index)
    } else {
      var draws = streams.mixingWeight.draws(index: index)
      plan.mixingWeight = Float(draws.symmetricBeta(recipe.concentration))
      fillWeights(of: &plan.chains, index: index)
      for chain in plan.chains.indices { fill(&plan.chains[chain], UInt32(chain), index: index) }
    }
    plan.mixingPicture = plan.needsMixingPicture ? mixingPicture(index: index) : nil
  }

  /// The plan that only normalises: m = 0, and no step.
  ///
  /// The clean picture of a JSD triple.
  public func cleanPlan(index: UInt64) -> MixingPlan {
    plan(index: index, mixingWeight: 0, chains: [MixingPlan.Chain(weight: 1, level: .image, steps: [])])
  }

  private func plan(index: UInt64, mixingWeight: Float, chains: [MixingPlan.Chain]) -> MixingPlan {
    MixingPlan(
      recipe: recipe.name, seed: seed, epoch: epoch, index: index, view: view, imageShape: imageShape,
      framework: recipe.framework, mixingWeight: mixingWeight, chains: chains, mixingPicture: nil,
      overflow: recipe.mixingOperations.overflow, normalization: normalization)
  }

  /// Dirichlet(a, ..., a): gamma draws over their sum.
  private func fillWeights(of chains: inout [MixingPlan.Chain], index: UInt64) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: chains.count) { gammas in
      var sum = 0.0
      for chain in chains.indices {
        var draws = streams.chainWeights.draws(lane: UInt32(chain), index: index)
        gammas[chain] = draws.gamma(recipe.concentration)
        sum += gammas[chain]
      }
      for chain in chains.indices {
        chains[chain].weight = sum > 0 ? Float(gammas[chain] / sum) : 1 / Float(chains.count)
      }
    }
  }

  private func fill(_ chain: inout MixingPlan.Chain, _ number: UInt32, index: UInt64) {
    let isLinear = recipe.framework == .linear
    let chainLevel = level(lane: number, index: index)
    if !isLinear { chain.level = chainLevel }
    chain.steps.removeAll(keepingCapacity: true)
    for step in 0..<depth(of: number, index: index) {
      let place = Place(lane: number << 16 | step, index: index)
      let stepLevel = isLinear ? level(lane: step, index: index) : chainLevel
      chain.steps.append(
        stepLevel == .image ? .image(operation: imageOperation(streams.imageOperation, place)) : patchStep(place))
    }
  }

  private func level(lane: UInt32, index: UInt64) -> MixingPlan.Level {
    var draws = streams.chainLevel.draws(lane: lane, index: index)
    let coin = draws.coin()
    return recipe.levels.image && (!recipe.levels.patch || coin) ? .image : .patch
  }

  private func depth(of chain: UInt32, index: UInt64) -> UInt32 {
    var draws = streams.chainDepth.draws(lane: chain, index: index)
    return UInt32(draws.whole(in: recipe.depth.least...recipe.depth.most))
  }

  private func fillRounds(_ chain: inout MixingPlan.Chain, index: UInt64) {
    chain.steps.removeAll(keepingCapacity: true)
    var startDraws = streams.chainLevel.draws(lane: 0, index: index)
    if startDraws.coin() && recipe.levels.image {
      chain.steps.append(.image(operation: imageOperation(streams.imageOperation, Place(lane: 0, index: index))))
    }
    for round in 0..<depth(of: 0, index: index) { chain.steps.append(patchStep(Place(lane: round, index: index))) }
  }

  /// Kind, level and sign are drawn in this order, also for operations that have no level or no sign.
  private func imageOperation(_ stream: RandomStream, _ place: Place) -> ImageOperation {
    var draws = stream.draws(place)
    let kinds = recipe.imageOperations.enabled
    let kind = kinds[draws.below(kinds.count)]
    let level = draws.uniform(0.1, recipe.imageOperations.severity)
    return kind.operation(
      level: level, negative: draws.coin(), shape: imageShape,
      autocontrastCutoff: recipe.imageOperations.autocontrastCutoff)
  }

  private func patchStep(_ place: Place) -> MixingPlan.Step {
    var sizeDraws = streams.patchSize.draws(place)
    let size = patchSizes[sizeDraws.below(patchSizes.count)]
    var placeDraws = streams.patchPlace.draws(place)
    let rectangle = PatchGeometry.rectangle(
      size: size, law: recipe.patches.shape, shape: imageShape, draws: &placeDraws)
    var sourceDraws = streams.patchSource.draws(place)
    let copied = sourceDraws.coin() && recipe.patches.source == .fractalOrCopy
    return .patch(
      rectangle: rectangle, operation: mixingOperation(place),
      source: copied
        ? .operatedCopy(operation: imageOperation(streams.copyOperation, place)) : .mixingPicture)
  }

  private func mixingOperation(_ place: Place) -> MixingOperation {
    var draws = streams.mixingOperation.draws(place)
    let kinds = recipe.mixingOperations.enabled
    switch kinds[draws.below(kinds.count)] {
    case .add:
      let (p, q) = blend(place)
      return .add(p: p, q: q)
    case .multiply:
      let (p, q) = blend(place)
      return .multiply(p: p, q: q)
    case .randomPixels: return .randomPixels(mask: mask(place))
    case .randomElements: return .randomElements(mask: mask(place))
    }
  }

  /// (Beta(b,1), Beta(1,b)) or (1 + Beta(1,b), -Beta(1,b)), each with chance 1/2; b the blend severity.
  private func blend(_ place: Place) -> (p: Float, q: Float) {
    var draws = streams.blend.draws(place)
    let b = recipe.mixingOperations.blendSeverity
    if draws.coin() { return (Float(draws.betaToOne(b)), Float(draws.betaFromZero(b))) }
    return (1 + Float(draws.betaFromZero(b)), -Float(draws.betaFromZero(b)))
  }

  private func mask(_ place: Place) -> MixingMask {
    var draws = streams.mask.draws(place)
    let seed = draws.doubleWord()
    return .seeded(seed: seed, threshold: UInt16(truncatingIfNeeded: draws.word() >> 16))
  }

  private func mixingPicture(index: UInt64) -> MixingPictureChoice {
    var draws = streams.mixingPicture.draws(index: index)
    let asset = UInt64(draws.below(Int(mixingSet.count)))
    var cropDraws = streams.pictureCrop.draws(index: index)
    return MixingPictureChoice(
      asset: asset, resizedHeight: cover.height, resizedWidth: cover.width,
      top: cropDraws.below(cover.height - imageShape.height + 1),
      left: cropDraws.below(cover.width - imageShape.width + 1))
  }
}

/// The plan of one view of one sample; ``PlanSampler`` does the same for many.
///
/// - Parameters:
///   - recipe: how pictures are mixed.
///   - seed: the trainer's seed.
///   - epoch: another epoch gives other views.
///   - index: the sample's number in its data set.
///   - view: 0 for a single view; 1 and 2 for the two mixed ones of a JSD triple.
///   - imageShape: the shape of the picture to mix.
///   - mixingSet: where mixing pictures come from.
public func samplePlan(
  _ recipe: Recipe, seed: UInt64, epoch: UInt32 = 0, index: UInt64, view: UInt32 = 0, imageShape: PixelShape,
  mixingSet: MixingSetDescription
) throws(IPMixError) -> MixingPlan {
  try PlanSampler(
    recipe: recipe, seed: seed, epoch: epoch, view: view, imageShape: imageShape, mixingSet: mixingSet
  ).plan(index: index)
}
