internal import FractalCore
internal import FractalRendering
internal import IFS

/// One draw of a search: depends on the plan and its number in the pool, and on nothing else.
///
/// So a search keeps numbers and embeddings alone, and draws what it selected once more.
struct Proposal {
  let genome: Genome
  let framing: Framing
  let seed: UInt64

  private let plan: SearchPlan
  private let index: UInt64

  /// Draws a proposal and frames its attractor.
  ///
  /// - Throws: the rejection of a system that diverges or shrinks to a point.
  init(_ index: Int, of plan: SearchPlan, instructionSet: InstructionSet) throws(Rejection) {
    self.plan = plan
    self.index = UInt64(index)
    var familyDraws = Self.draws(.family, plan, self.index)
    let law = plan.genomes[familyDraws.index(weights: plan.genomes.lazy.map(\.weight))].law
    var genomeDraws = Self.draws(.genome, plan, self.index)
    genome = law.sample(&genomeDraws)
    var seedDraws = Self.draws(.assetSeed, plan, self.index)
    seed = seedDraws.doubleWord()

    guard let orbit = Self.orbit(of: genome, seed: seed, instructionSet: instructionSet) else { throw .diverging }
    guard orbit.extent >= Self.gates(of: genome, plan).minimumExtent, let framing = orbit.framing() else {
      throw .pointLike
    }
    self.framing = framing
  }

  /// Where the genome's attractor lies; nil if it has none.
  private static func orbit(of genome: Genome, seed: UInt64, instructionSet: InstructionSet) -> Orbit? {
    switch genome {
    case .affine(let system):
      system.meanLogStretch < 0 ? Orbit.trace(system, seed: seed, instructionSet: instructionSet) : nil
    case .flame(let system): Orbit.trace(system, seed: seed, instructionSet: instructionSet)
    }
  }

  private static func gates(of genome: Genome, _ plan: SearchPlan) -> Gates {
    genome.family == .flame ? plan.flameGates : plan.gates
  }

  /// Its place in the space of distances.
  ///
  /// - Parameter cells: scratch memory.
  /// - Throws: the rejection of a thumbnail that does not pass the gates.
  func embedding(instructionSet: InstructionSet, cells: inout [UInt32]) throws(Rejection) -> [UInt8] {
    let thumbnail = Thumbnail(genome, framing: framing, seed: seed, instructionSet: instructionSet, cells: &cells)
    try Self.gates(of: genome, plan).judge(thumbnail)
    return thumbnail.embedding
  }

  /// All that rendering needs: the genome in the plan's shape, coloured by its laws.
  var specification: AssetSpec {
    let colouring = genome.family == .flame ? plan.flameColouring : plan.colouring
    var colouringDraws = Self.draws(.colouring, plan, index)
    var backgroundDraws = Self.draws(.background, plan, index)
    return AssetSpec(
      genome: genome, framing: framing, colouring: colouring.sample(&colouringDraws),
      background: plan.background.sample(&backgroundDraws), shape: plan.shape, samplesPerPixel: plan.samplesPerPixel,
      seed: seed)
  }

  private static func draws(_ purpose: StreamPurpose, _ plan: SearchPlan, _ index: UInt64) -> RandomDraws {
    RandomStream(seed: plan.seed, purpose: purpose).draws(index: index)
  }
}
