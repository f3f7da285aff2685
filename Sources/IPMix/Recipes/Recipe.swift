/// How training pictures are mixed: every parameter of IPMix as one value.
///
/// The keys of a recipe's YAML and JSON are the names of these properties, all of which are written. The presets `paper-*`
/// follow the paper's text, `reference-*` the authors' program.
///
/// Source: Huang et al., "IPMix: Label-Preserving Data Augmentation Method for Training Robust Classifiers", NeurIPS
/// 2023, arXiv 2310.04780.
public struct Recipe: Sendable, Hashable {
  /// The name by which it is asked for.
  public var name: String
  /// One line on what it is for.
  public var description: String
  /// How chains and levels are arranged.
  public var framework: Framework
  /// Chains that are mixed, k: 1...16; 1 in the frameworks `linear` and `rounds`.
  public var chains: Int
  /// Operations in a chain; in `rounds`, the number of rounds.
  public var depth: Depth
  /// a of the chain weights' Dirichlet(a, ..., a) and of the mixing weight's Beta(a, a): 0.1...100.
  ///
  /// Without effect in `rounds`, which has no weights.
  public var concentration: Double
  /// Which levels a chain may have.
  public var levels: Levels
  /// Operations on a chain's whole picture.
  public var imageOperations: ImageOperations
  /// Operations that mix a patch with a source picture.
  public var mixingOperations: MixingOperations
  /// Sizes, shapes and sources of patches.
  public var patches: Patches
  /// How the mixing picture is cut from an asset of the store.
  public var mixingPicture: MixingPictures
  /// The mean that is subtracted from the float32 result and the deviation that divides it.
  public var normalization: Normalization

  /// A recipe; what is not given is as in `reference-cifar`.
  public init(
    name: String, description: String = "", framework: Framework = .chainMixed, chains: Int = 3,
    depth: Depth = Depth(least: 0, most: 3), concentration: Double = 1, levels: Levels = Levels(),
    imageOperations: ImageOperations = ImageOperations(), mixingOperations: MixingOperations = MixingOperations(),
    patches: Patches = Patches(), mixingPicture: MixingPictures = MixingPictures(),
    normalization: Normalization = Normalization()
  ) {
    self.name = name
    self.description = description
    self.framework = framework
    self.chains = chains
    self.depth = depth
    self.concentration = concentration
    self.levels = levels
    self.imageOperations = imageOperations
    self.mixingOperations = mixingOperations
    self.patches = patches
    self.mixingPicture = mixingPicture
    self.normalization = normalization
  }

  /// The version of the form that recipes are written in: 2 since patch sizes are for pictures of one side.
  public static let version = 2
}

extension Recipe {
  /// How chains and levels are arranged: Figure 4 of the paper, and PixMix.
  public enum Framework: String, Sendable, Hashable, CaseIterable {
    /// Every chain starts from the picture and keeps to one level; the chains are averaged.
    case chainMixed
    /// One chain; each of its operations is of either level.
    case linear
    /// As chainMixed, but a chain starts from the picture mixed so far: the chains before it, averaged by their weights.
    ///
    /// Chain i starts from the bytes floor(sum w_j c_j / sum w_j + 1/2) over the chains j before it, in float32; the first
    /// one, and any after weights that sum to 0, from the picture. Operated copies are of the picture in every chain.
    case mixedInput
    /// PixMix (arXiv 2112.05135): the whole picture is mixed again and again, in float32 from beginning to end.
    ///
    /// Starts from the picture or, where the image level is on, with chance 1/2 from an operated copy; every round mixes
    /// with the mixing picture or an operated copy of the picture and clips to 0...1. No weights.
    case rounds
  }

  /// The number of operations in a chain, uniform over whole numbers.
  public struct Depth: Sendable, Hashable {
    /// The fewest: 0...most.
    public var least: Int
    /// The most, t: 1...16.
    public var most: Int

    /// A range of depths.
    public init(least: Int, most: Int) {
      self.least = least
      self.most = most
    }
  }

  /// The levels among which each chain chooses with equal chance; at least one must be on.
  public struct Levels: Sendable, Hashable {
    /// Whole-picture operations.
    public var image: Bool
    /// Patch and pixel mixing, the P level.
    public var patch: Bool

    /// Both levels unless told otherwise.
    public init(image: Bool = true, patch: Bool = true) {
      self.image = image
      self.patch = patch
    }
  }

  /// Operations on a whole picture.
  public struct ImageOperations: Sendable, Hashable {
    /// The level of an operation is uniform on 0.1...severity: 0.1...10.
    public var severity: Double
    /// The operations to draw from, each with equal chance; at least one, none twice.
    public var enabled: [ImageOperationKind]
    /// How much autocontrast leaves out, where it is on.
    public var autocontrastCutoff: AutocontrastCutoffLaw

    /// The standard ten at severity 3 unless told otherwise.
    public init(
      severity: Double = 3, enabled: [ImageOperationKind] = ImageOperationKind.standard,
      autocontrastCutoff: AutocontrastCutoffLaw = .level
    ) {
      self.severity = severity
      self.enabled = enabled
      self.autocontrastCutoff = autocontrastCutoff
    }
  }

  /// Operations that mix a patch with a source picture.
  public struct MixingOperations: Sendable, Hashable {
    /// b of the Beta laws of add's and multiply's factors: 0.1...100.
    ///
    /// Larger keeps more of the picture.
    public var blendSeverity: Double
    /// The operations to draw from, each with equal chance; at least one, none twice.
    public var enabled: [MixingOperationKind]
    /// The treatment of values outside of 0...255.
    public var overflow: Overflow

    /// All four at blend severity 3, wrapping, unless told otherwise.
    public init(
      blendSeverity: Double = 3, enabled: [MixingOperationKind] = MixingOperationKind.allCases,
      overflow: Overflow = .wrap
    ) {
      self.blendSeverity = blendSeverity
      self.enabled = enabled
      self.overflow = overflow
    }
  }

  /// Sizes, shapes and sources of patches.
  public struct Patches: Sendable, Hashable {
    /// Nominal sizes in pixels for square pictures of ``side``, each with equal chance, clamped to the shorter side: 2...1024.
    ///
    /// Other pictures, and all for an empty list, have the powers of two from 4 below the shorter side, and the whole
    /// picture. The list must be empty for the shape `whole`.
    public var sizes: [Int]
    /// The side in pixels of the square pictures that ``sizes`` are for: 8...1024, or 0 for pictures of every size.
    public var side: Int
    /// The law of a patch's shape.
    public var shape: PatchShapeLaw
    /// The picture that a patch is mixed with.
    public var source: SourceLaw

    /// As `reference-cifar` unless told otherwise.
    public init(
      sizes: [Int] = [4, 8, 16, 32], side: Int = 32, shape: PatchShapeLaw = .squareOrBox,
      source: SourceLaw = .fractalOnly
    ) {
      self.sizes = sizes
      self.side = side
      self.shape = shape
      self.source = source
    }
  }

  /// How the mixing picture is cut from an asset of the store.
  public struct MixingPictures: Sendable, Hashable {
    /// How much larger than the picture an asset is made before the crop.
    public var enlargement: EnlargementLaw
    /// Whether all views of a sample share asset and crop.
    public var sharedByViews: Bool

    /// As the reference program unless told otherwise.
    public init(enlargement: EnlargementLaw = .automatic, sharedByViews: Bool = true) {
      self.enlargement = enlargement
      self.sharedByViews = sharedByViews
    }
  }

  /// normalise(v) = (v / 255 - mean) / standardDeviation, in float32.
  public struct Normalization: Sendable, Hashable {
    /// One value for all channels, or three: 0...1.
    public var mean: [Float]
    /// As many as of `mean`: 0.001...1000.
    public var standardDeviation: [Float]

    /// Half and half unless told otherwise: results within -1...1.
    public init(mean: [Float] = [0.5, 0.5, 0.5], standardDeviation: [Float] = [0.5, 0.5, 0.5]) {
      self.mean = mean
      self.standardDeviation = standardDeviation
    }

    /// Mean and deviation for each of `channels`; a grey picture takes the average of three.
    func resolved(channels: Int) -> Normalization {
      func resolve(_ values: [Float]) -> [Float] {
        if values.count == channels { return values }
        if values.count == 3 && channels == 1 { return [(values[0] + values[1] + values[2]) / 3] }
        return [Float](repeating: values.first ?? 0, count: channels)
      }
      return Normalization(mean: resolve(mean), standardDeviation: resolve(standardDeviation))
    }
  }
}
