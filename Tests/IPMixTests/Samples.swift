import FractalCore
import IPMix
import TestSupport

/// Recipes and pictures that several suites use.
enum Samples {
  static let shape = PixelShape(height: 32, width: 32)
  static let set = MixingSetDescription(count: 500, assetShape: PixelShape(height: 64, width: 64))

  /// As `reference-cifar`.
  static let reference = Recipe(name: "reference")

  /// As `paper-cifar`.
  static let paper = Recipe(
    name: "paper", depth: .init(least: 1, most: 3), mixingOperations: .init(overflow: .clip),
    patches: .init(shape: .squareOrScar, source: .fractalOrCopy), mixingPicture: .init(sharedByViews: false))

  /// As `pixmix`.
  static let pixMix = Recipe(
    name: "pixmix", framework: .rounds, chains: 1, depth: .init(least: 0, most: 4),
    mixingOperations: .init(enabled: [.add, .multiply], overflow: .clip),
    patches: .init(sizes: [], shape: .whole, source: .fractalOrCopy))

  /// `paper` in the framework `linear`.
  static let linear = changed(paper) {
    $0.framework = .linear
    $0.chains = 1
  }

  /// `paper` in the framework `mixedInput`.
  static let mixedInput = changed(paper) { $0.framework = .mixedInput }

  /// `paper` with all fifteen image operations.
  static let allOperations = changed(paper) { $0.imageOperations.enabled = ImageOperationKind.allCases }

  static func changed(_ recipe: Recipe, _ change: (inout Recipe) -> Void) -> Recipe {
    var recipe = recipe
    change(&recipe)
    return recipe
  }

  static func plan(
    _ recipe: Recipe, seed: UInt64 = 7, epoch: UInt32 = 0, index: UInt64 = 0, view: UInt32 = 0,
    shape: PixelShape = shape
  ) throws -> MixingPlan {
    try samplePlan(
      recipe, seed: seed, epoch: epoch, index: index, view: view, imageShape: shape, mixingSet: set)
  }

  /// Noise in a shape, another for each number.
  static func picture(_ number: UInt64, _ shape: PixelShape = shape) -> Picture {
    TestPictures.noise(shape, seed: number)
  }

  /// What a plan makes of the noise of its index, with the noise of its asset as mixing set.
  static func mixed(_ plan: MixingPlan, by mixer: IPMixer, layout: TensorLayout = .planar) throws -> MixedPicture {
    let image = picture(plan.index, plan.imageShape)
    let crop = try plan.mixingPicture.map { choice in
      try MixingPicturePreparation()(picture(choice.asset, set.assetShape), for: plan)
    }
    return try mixer.apply(plan, to: image, mixingPicture: crop, layout: layout)
  }
}

extension MixingPlan {
  /// All steps of all chains.
  var steps: [Step] { chains.flatMap(\.steps) }

  var imageOperations: [ImageOperation] {
    steps.compactMap { if case .image(let operation) = $0 { operation } else { nil } }
  }

  var patches: [(rectangle: PatchRectangle, operation: MixingOperation, source: PatchSource)] {
    steps.compactMap { if case .patch(let r, let o, let s) = $0 { (r, o, s) } else { nil } }
  }
}
