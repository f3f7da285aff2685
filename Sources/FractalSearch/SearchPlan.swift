internal import ContentHashing
public import FractalCore
public import FractalRendering
internal import IFS

/// What fixes a catalog: laws, gates, shape, seed and the absolute size of the pool.
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
  public var genomes: [GenomeShare]
  /// How assets are coloured.
  public var colouring: ColouringLaw
  /// What stands behind them.
  public var background: BackgroundLaw
  /// How they are framed.
  public var framing: FramingLaw
  /// What each point of an affine system draws.
  public var drawing: Drawing
  /// What they must satisfy.
  public var gates: Gates
  /// How flames are coloured.
  public var flameColouring = ColouringLaw.flames
  /// What flames must satisfy.
  public var flameGates = Gates.flames
  /// How the pool comes down to what is kept.
  public var method = SelectionMethod.pool
  /// Candidates whose forms are as near as this, in units of ``Embedding``, are near-duplicates: one of them is selected.
  public var leastDistance = Embedding.duplicateDistance
  /// Whether a rotated by quarter turns or mirrored fractal is another one; otherwise it is a near-duplicate.
  public var keepsMirrored = false

  /// A plan by its parts; ``validate()`` checks them.
  public init(
    seed: UInt64, pool: Int, shape: PixelShape, samplesPerPixel: Float, genomes: [GenomeShare],
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

  /// The digest of everything that the plan fixes, the renderer's version included.
  public var hash: Digest32 {
    var writer = CanonicalWriter()
    writer.write(contentsOf: Array("fernery search plan 4".utf8))
    writer.write(AssetSpec.currentRendererVersion)
    writer.write(seed)
    writer.write(Int64(pool))
    for side in [shape.height, shape.width, shape.channels] { writer.write(Int64(side)) }
    writer.write(samplesPerPixel)
    writer.write(UInt32(genomes.count))
    for share in genomes {
      writer.write(share.weight.bitPattern)
      switch share.law {
      case .andersonFarrell(let law):
        writer.write(UInt32(1))
        writer.write(UInt32(law.mapCount.lowerBound))
        writer.write(UInt32(law.mapCount.upperBound))
      case .fractalDB(let law):
        writer.write(UInt32(2))
        for number in [law.mapCount.lowerBound, law.mapCount.upperBound, law.instances] { writer.write(UInt32(number)) }
        writer.write(law.fill.bitPattern)
      case .escapeTime(let law):
        writer.write(UInt32(3))
        for number in [
          law.powers.lowerBound, law.powers.upperBound, law.iterations, law.zooms.lowerBound, law.zooms.upperBound,
          law.grid, law.traps.count,
        ] { writer.write(UInt32(number)) }
        for trap in law.traps { writer.write(trap.number) }
        writer.write(law.julia.bitPattern)
      case .wide(let law):
        writer.write(UInt32(4))
        writer.write(UInt32(law.mapCount.lowerBound))
        writer.write(UInt32(law.mapCount.upperBound))
        for chance in [law.symmetry, law.finalMap] { writer.write(chance.bitPattern) }
      case .flame(let law):
        writer.write(UInt32(5))
        for bound in [law.mapCount, law.variationCount].flatMap({ [$0.lowerBound, $0.upperBound] }) {
          writer.write(UInt32(bound))
        }
        for chance in [law.symmetry, law.finalMap, law.postMap, law.xaos] { writer.write(chance.bitPattern) }
      }
    }
    for colouring in [colouring, flameColouring] {
      let numbers = [
        colouring.density, colouring.coordinate, colouring.trap, colouring.flat, colouring.exposure.lowerBound,
        colouring.exposure.upperBound, colouring.gamma.lowerBound, colouring.gamma.upperBound,
        colouring.vibrancy.lowerBound, colouring.vibrancy.upperBound, colouring.highlights.lowerBound,
        colouring.highlights.upperBound,
      ]
      for number in numbers + colouring.palettes.weights { writer.write(number.bitPattern) }
      writer.write(UInt8(colouring.smoothing ? 1 : 0))
    }
    for gates in [gates, flameGates] + genomes.map({ $0.gates ?? gates(of: $0.law.family) }) {
      for number in [gates.minimumExtent] + gates.shares.flatMap(\.values) { writer.write(number.bitPattern) }
    }
    let numbers = [
      background.black, background.solid, background.gradient, background.noise, framing.zoom.lowerBound,
      framing.zoom.upperBound, framing.rotation.lowerBound, framing.rotation.upperBound,
    ]
    for number in numbers { writer.write(number.bitPattern) }
    writer.write(drawing.rawValue)
    writer.write(Int64(method.kept ?? 0))
    writer.write(UInt32(method.islandCount))
    writer.write(leastDistance.bitPattern)
    writer.write(UInt8(keepsMirrored ? 1 : 0))
    return Digest32(sha256Of: writer.bytes)
  }

  /// How genomes of a family are coloured.
  func colouring(for family: Family) -> ColouringLaw { family == .flame ? flameColouring : colouring }

  /// What proposals of a law must satisfy.
  func gates(ofShare share: Int) -> Gates { genomes[share].gates ?? gates(of: genomes[share].law.family) }

  private func gates(of family: Family) -> Gates { family == .flame ? flameGates : gates }

  /// Checks every value against its range.
  ///
  /// - Throws: ``SearchError`` that names the value and its range.
  public func validate() throws(SearchError) {
    func check(_ condition: Bool, _ message: @autoclosure () -> String) throws(SearchError) {
      guard condition else { throw SearchError(.invalidPlan, message()) }
    }
    try check(Self.poolSizes.contains(pool), "the pool is \(pool); it must be 1 to 10000000")
    try check(
      shape.isValidAsset, "the shape is \(shape); sides must be 16 to 1024 and channels 1 or 3")
    try check(
      AssetSpec.samplesPerPixelRange.contains(samplesPerPixel),
      "samples per pixel are \(samplesPerPixel); they must be 0.01 to 10000")
    try check(
      Double(samplesPerPixel) * Double(shape.pixelCount) <= Double(ChaosGame.maximumPoints),
      "\(samplesPerPixel) samples per pixel at \(shape.height)x\(shape.width) are 2^28 points or more; lower the "
        + "samples per pixel or the size")
    try check(!genomes.isEmpty, "no family is named; name at least one")
    try check(genomes.count <= 255, "\(genomes.count) families are named; there may be at most 255")
    for share in genomes {
      try check(
        share.weight > 0 && share.weight <= 1e6, "a family's weight is \(share.weight); it must be above 0, to 1e6")
    }
    for colouring in [colouring, flameColouring] { try colouring.validate() }
    let backgrounds = [background.black, background.solid, background.gradient, background.noise]
    try check(
      backgrounds.allSatisfy { (0...1e6).contains($0) }, "weights of backgrounds must be 0 to 1e6")
    try check(backgrounds.contains { $0 > 0 }, "all backgrounds have weight 0; one needs more")
    try check(
      FramingLaw.zooms.contains(framing.zoom.lowerBound) && FramingLaw.zooms.contains(framing.zoom.upperBound),
      "the zoom must be 0.25 to 16")
    try check(
      FramingLaw.rotations.contains(framing.rotation.lowerBound)
        && FramingLaw.rotations.contains(framing.rotation.upperBound), "the rotation must be -360 to 360 degrees")
    try check(
      drawing == .points || Double(samplesPerPixel) * Double(shape.pixelCount) <= Double(AssetSpec.maximumPatches),
      "\(samplesPerPixel) patches per pixel at \(shape.height)x\(shape.width) are more than 4194304; lower the samples per "
        + "pixel or the size")
    try check(Embedding.distances.contains(leastDistance), "the least distance must be 0 to 1000")
    if let kept = method.kept {
      try check((1...1_000_000).contains(kept), "the selection keeps \(kept); it must keep 1 to 1000000")
    }
    if case .islands(let count, _) = method {
      try check(SelectionMethod.islandCounts.contains(count), "there are \(count) islands; there must be 2 to 1024")
    }
    for gates in [gates, flameGates] + genomes.compactMap(\.gates) {
      try check((0...1e4).contains(gates.minimumExtent), "the least extent must be 0 to 10000")
      for (name, values) in gates.shares {
        try check(values.allSatisfy { (0...1).contains($0) }, "the \(name) must be within 0 to 1")
      }
    }
  }
}
