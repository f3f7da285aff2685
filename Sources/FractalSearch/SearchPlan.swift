public import FractalCore
public import FractalRendering
internal import IFS

/// The plan of a search, which determines its catalog: laws, gates, shape, seed and the absolute size of the pool.
///
/// How many assets are selected is not part of it: a shorter catalog is a prefix of a longer one of the same plan. Where the
/// selection keeps a part of the pool at a time, how much it keeps is.
public struct SearchPlan: Sendable, Hashable {
  /// Feeds all draws.
  public var seed: UInt64
  /// How many proposals are drawn and judged.
  public var pool: Int
  /// Shape of the assets.
  public var shape: PixelShape
  /// Points of the chaos game for each pixel of an asset.
  public var samplesPerPixel: Float
  /// The laws that draw genomes.
  public var genomes: [WeightedLaw]
  /// How assets are coloured.
  public var colouring: ColouringLaw
  /// The law of their backgrounds.
  public var background: BackgroundLaw
  /// How they are framed.
  public var framing: FramingLaw
  /// The mark that each point of an affine system draws.
  public var drawing: Drawing
  /// The gates for all families but flames.
  public var gates: Gates
  /// How flames are coloured.
  public var flameColouring = ColouringLaw.flames
  /// The gates for flames.
  public var flameGates = Gates.flames
  /// How the pool comes down to what is kept.
  public var method = SelectionMethod.pool
  /// Candidates whose forms are as near as this, in units of `Embedding`, are near-duplicates: one of them is selected.
  ///
  /// Nil for what each family asks for.
  public var leastDistance: Double?
  /// Whether a rotated by quarter turns or mirrored fractal is another one; otherwise it is a near-duplicate.
  public var keepsMirrored = false

  /// A plan by its parts; ``validate()`` checks them.
  public init(
    seed: UInt64, pool: Int, shape: PixelShape, samplesPerPixel: Float, genomes: [WeightedLaw],
    colouring: ColouringLaw = .init(), background: BackgroundLaw = .init(), framing: FramingLaw = .init(),
    drawing: Drawing = .points, gates: Gates = .init()
  ) {
    self.seed = seed
    self.pool = pool
    self.shape = shape
    self.samplesPerPixel = samplesPerPixel
    self.genomes = genomes
    self.colouring = colouring
    self.background = background
    self.framing = framing
    self.drawing = drawing
    self.gates = gates
  }

  /// The pool sizes that a plan may have.
  public static let poolSizes = 1...10_000_000

  /// How genomes of a family are coloured.
  func colouring(for family: Family) -> ColouringLaw { family == .flame ? flameColouring : colouring }

  /// The gates for proposals of a law.
  func gates(ofShare share: Int) -> Gates { genomes[share].gates ?? gates(of: genomes[share].law.family) }

  func gates(of family: Family) -> Gates { family == .flame ? flameGates : gates }
}
