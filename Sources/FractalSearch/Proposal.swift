internal import FractalCore
internal import FractalRendering
internal import IFS

/// One draw of the search: a specification with what gates and selection need, or why it was rejected.
struct Proposal {
  let specification: AssetSpec
  let embedding: [UInt8]

  /// Draws and judges proposal number `index` of a plan; depends on nothing else.
  static func draw(
    _ index: Int, of plan: SearchPlan, instructionSet: InstructionSet, cells: inout [UInt32]
  ) -> Result<Proposal, RejectionError> {
    func draws(_ purpose: StreamPurpose) -> RandomDraws {
      RandomStream(seed: plan.seed, purpose: purpose).draws(index: UInt64(index))
    }
    var familyDraws = draws(.family)
    let law = plan.genomes[familyDraws.index(weights: plan.genomes.map(\.weight))].law
    var genomeDraws = draws(.genome)
    let genome = law.sample(&genomeDraws)
    var seedDraws = draws(.assetSeed)
    let seed = seedDraws.doubleWord()

    guard case .affine(let system) = genome, system.meanLogStretch < 0,
      let orbit = Orbit.trace(system, seed: seed, instructionSet: instructionSet)
    else { return .failure(.init(.diverging)) }
    guard orbit.extent >= plan.gates.minimumExtent, let framing = orbit.framing() else {
      return .failure(.init(.pointLike))
    }
    let thumbnail = Thumbnail(
      genome, framing: framing, seed: seed, instructionSet: instructionSet, cells: &cells)
    if let rejection = plan.gates.judge(thumbnail) { return .failure(.init(rejection)) }

    var colouringDraws = draws(.colouring)
    var backgroundDraws = draws(.background)
    let specification = AssetSpec(
      genome: genome, framing: framing, colouring: plan.colouring.sample(&colouringDraws),
      background: plan.background.sample(&backgroundDraws), shape: plan.shape, samplesPerPixel: plan.samplesPerPixel,
      seed: seed)
    return .success(Proposal(specification: specification, embedding: thumbnail.embedding))
  }
}

/// A rejection as an error, for `Result`.
struct RejectionError: Error {
  let reason: Rejection
  init(_ reason: Rejection) { self.reason = reason }
}
