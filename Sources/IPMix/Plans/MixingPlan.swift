public import FractalCore

/// Everything that was drawn for one view of one sample: a value that can be printed, stored and replayed.
///
/// It holds no reference to its recipe: with the picture and the mixing picture's crop it determines the result, byte for
/// byte. Its JSON is documented in Store/PLANS.md.
public struct MixingPlan: Sendable, Hashable {
  /// The recipe that it was sampled from: for people, not for replaying.
  public var recipe: String
  /// The trainer's seed.
  public var seed: UInt64
  /// The epoch.
  public var epoch: UInt32
  /// The sample's number in its data set.
  public var index: UInt64
  /// The view of the sample.
  public var view: UInt32
  /// The shape of pictures that it applies to.
  public var imageShape: PixelShape
  /// How the chains are arranged.
  public var framework: Recipe.Framework
  /// m: how much of the mixed chains the result takes.
  public var mixingWeight: Float
  /// The chains, in the order of their sum.
  public var chains: [Chain]
  /// The mixing picture; nil where no step takes it.
  public var mixingPicture: MixingPictureChoice?
  /// The treatment of mixed values outside of 0...255.
  public var overflow: Overflow
  /// Mean and deviation of each channel.
  public var normalization: Recipe.Normalization

  /// A plan as given; ``validate()`` tells whether it can be applied.
  public init(
    recipe: String, seed: UInt64, epoch: UInt32, index: UInt64, view: UInt32, imageShape: PixelShape,
    framework: Recipe.Framework = .chainMixed, mixingWeight: Float, chains: [Chain],
    mixingPicture: MixingPictureChoice?, overflow: Overflow,
    normalization: Recipe.Normalization
  ) {
    self.recipe = recipe
    self.seed = seed
    self.epoch = epoch
    self.index = index
    self.view = view
    self.imageShape = imageShape
    self.framework = framework
    self.mixingWeight = mixingWeight
    self.chains = chains
    self.mixingPicture = mixingPicture
    self.overflow = overflow
    self.normalization = normalization
  }

  /// One chain: its weight and its steps.
  ///
  /// In the framework `rounds` there is one: an image step first, if the rounds start from an operated copy, then a patch
  /// step of the whole picture for each round.
  public struct Chain: Sendable, Hashable {
    /// w: its share of the mixed picture.
    public var weight: Float
    /// The kind of its steps.
    public var level: Level
    /// The steps, first to last; none leaves the picture as it is.
    public var steps: [Step]

    /// A chain of resolved steps.
    public init(weight: Float, level: Level, steps: [Step]) {
      self.weight = weight
      self.level = level
      self.steps = steps
    }
  }

  /// The level of a chain's steps.
  public enum Level: String, Sendable, Hashable, CaseIterable {
    /// The whole picture.
    case image
    /// Patches down to pixels: the P level.
    case patch
    /// Both, step by step.
    case both
  }

  /// One step of a chain.
  public enum Step: Sendable, Hashable {
    /// Changes the chain's whole picture.
    case image(operation: ImageOperation)
    /// Mixes a patch of the chain's picture with the same patch of a source.
    case patch(rectangle: PatchRectangle, operation: MixingOperation, source: PatchSource)
  }

  /// The picture that a patch is mixed with.
  public enum PatchSource: Sendable, Hashable {
    /// The mixing picture.
    case mixingPicture
    /// The sample's own picture, changed by one image operation.
    case operatedCopy(operation: ImageOperation)
  }

  /// Whether some step takes the mixing picture.
  public var needsMixingPicture: Bool {
    chains.contains { chain in
      chain.steps.contains { step in
        if case .patch(_, _, .mixingPicture) = step { return true }
        return false
      }
    }
  }
}

/// Which asset becomes the mixing picture, and how it is cut.
public struct MixingPictureChoice: Sendable, Hashable {
  /// The asset's id in the store.
  public var asset: UInt64
  /// Rows of the asset after resizing, which cover the picture.
  public var resizedHeight: Int
  /// Columns of the asset after resizing.
  public var resizedWidth: Int
  /// The first row of the crop in the resized asset.
  public var top: Int
  /// The first column of the crop.
  public var left: Int

  /// A choice as given.
  public init(asset: UInt64, resizedHeight: Int, resizedWidth: Int, top: Int, left: Int) {
    self.asset = asset
    self.resizedHeight = resizedHeight
    self.resizedWidth = resizedWidth
    self.top = top
    self.left = left
  }
}

/// The number and shape of the pictures that a store offers for mixing.
public struct MixingSetDescription: Sendable, Hashable {
  /// Assets, with ids from 0.
  public var count: UInt64
  /// The shape of each.
  public var assetShape: PixelShape

  /// A set of `count` assets of one shape.
  public init(count: UInt64, assetShape: PixelShape) {
    self.count = count
    self.assetShape = assetShape
  }

  /// The description of a set's pictures.
  public init(_ set: any PictureSet) {
    self.init(count: UInt64(set.count), assetShape: set.shape)
  }

  /// No assets: for recipes that mix no patches.
  public static let none = MixingSetDescription(count: 0, assetShape: PixelShape(height: 0, width: 0))
}
