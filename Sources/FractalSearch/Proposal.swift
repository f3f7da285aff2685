internal import FractalCore
internal import FractalRendering
internal import IFS

/// One draw of a search: depends on the plan and its number in the pool, and on nothing else.
///
/// So a search keeps numbers and embeddings alone, and draws what it selected once more.
struct Proposal {
  let genome: Genome
  /// The part of the plane in the picture.
  let framing: Framing
  let seed: UInt64
  /// The place of its law in the plan.
  let share: Int

  private let plan: SearchPlan
  private let index: UInt64
  private let law: GenomeLaw
  private let instructionSet: InstructionSet
  private let view: View
  /// The part of the plane in the thumbnail: all of it, upright.
  private let judgedFraming: Framing

  /// How its fractal is shown.
  private struct View {
    var zoom: Double
    var rotation: Float
  }

  /// Draws a proposal and frames its fractal.
  ///
  /// - Throws: the rejection of a system that diverges or shrinks to a point.
  init(_ index: Int, of plan: SearchPlan, instructionSet: InstructionSet) throws(Rejection) {
    self.plan = plan
    self.index = UInt64(index)
    self.instructionSet = instructionSet
    var familyDraws = Self.draws(.family, plan, self.index)
    share = familyDraws.index(weights: plan.genomes.lazy.map(\.weight))
    law = plan.genomes[share].law
    var genomeDraws = Self.draws(.genome, plan, self.index)
    genome = law.sample(&genomeDraws)
    seed = Self.seed(plan, self.index, instance: 0)
    var framingDraws = Self.draws(.framing, plan, self.index)
    view = Self.view(plan.framing, &framingDraws)
    switch genome {
    case .affine, .flame:
      guard Self.contracts(genome, law), let orbit = Orbit.trace(genome, seed: seed, instructionSet: instructionSet)
      else { throw .diverging }
      guard orbit.extent >= plan.gates(ofShare: share).minimumExtent, let judged = orbit.framing(),
        let framing = Self.framing(of: genome, orbit, view, plan, seed: seed, instructionSet)
      else { throw .pointLike }
      (judgedFraming, self.framing) = (judged, framing)
      if case .fractalDB(let law) = law, case .affine(let system) = genome {
        guard FractalDBFill.share(of: system, orbit, seed: seed, instructionSet: instructionSet) >= law.fill else {
          throw .blank
        }
      }
    case .escapeTime(let fractal):
      guard case .escapeTime(let law) = law else { preconditionFailure("no other law draws escape-time fractals") }
      let window = EscapeTimeWindow.search(
        fractal, zooms: framingDraws.whole(in: law.zooms), &framingDraws, instructionSet: instructionSet)
      judgedFraming = window
      framing = Framing(
        centreX: window.centreX, centreY: window.centreY, radius: max(1e-5, window.radius / Float(view.zoom)),
        rotation: view.rotation)
    }
  }

  /// The small look by which the gates judged.
  enum Judged {
    case attractor(Thumbnail)
    case window(EscapeTimePreview)
  }

  /// A small look that passes the gates.
  ///
  /// - Throws: the rejection of one that does not.
  func judged(_ scratch: inout Thumbnail.Scratch) throws(Rejection) -> Judged {
    switch genome {
    case .affine, .flame:
      let thumbnail = Thumbnail(
        genome, framing: judgedFraming, seed: seed, instructionSet: instructionSet, &scratch)
      try plan.gates(ofShare: share).judge(thumbnail.hits, thumbnail.light)
      return .attractor(thumbnail)
    case .escapeTime(let fractal):
      let preview = EscapeTimePreview(fractal, framing: judgedFraming, instructionSet: instructionSet)
      try plan.gates(ofShare: share).judge(preview, LightMeasures(preview.brightness.map { UInt8($0 * 255 + 0.5) }))
      return .window(preview)
    }
  }

  /// Its place in the space of distances.
  ///
  /// - Throws: the rejection of a look that does not pass the gates.
  func embedding(_ scratch: inout Thumbnail.Scratch) throws(Rejection) -> [UInt8] {
    let (colouring, background) = look
    let brightness =
      switch try judged(&scratch) {
      case .attractor(let thumbnail): thumbnail.portrait(&scratch)
      case .window(let preview): ThumbnailLight.brightness(ofNearness: preview.nearness(colouring.mode))
      }
    let chroma =
      plan.shape.channels == 1
      ? .grey : Chroma(of: brightness, isEscapeTime: genome.family == .escapeTime, colouring, over: background)
    let light = brightness.map { ThumbnailLight.encoded[Int($0)] }
    return Embedding.form(of: light, instructionSet: instructionSet) + Embedding.colour(chroma)
  }

  /// All that rendering needs: the genome in the plan's shape, coloured by its laws.
  var specification: AssetSpec { specification(instance: 0, framing: framing) }

  /// The specifications of the instances that its law asks for: of those that contract to more than a point.
  var instances: [AssetSpec] {
    guard case .affine(let system) = genome, law.instances > 1 else { return [specification] }
    return (0..<law.instances).compactMap { instance in
      let seed = Self.seed(plan, index, instance: instance)
      guard let varied = system.instance(instance).map(Genome.affine), Self.contracts(varied, law),
        let orbit = Orbit.trace(varied, seed: seed, instructionSet: instructionSet),
        orbit.extent >= plan.gates(ofShare: share).minimumExtent,
        let framing = Self.framing(of: varied, orbit, view, plan, seed: seed, instructionSet)
      else { return nil }
      return specification(instance: instance, framing: framing)
    }
  }

  private func specification(instance: Int, framing: Framing) -> AssetSpec {
    var samples = plan.samplesPerPixel
    if case .escapeTime(let law) = law { samples = Float(law.grid * law.grid) }
    let (colouring, background) = look
    return AssetSpec(
      genome: genome, instance: UInt32(instance), framing: framing, colouring: colouring, background: background,
      shape: plan.shape, samplesPerPixel: samples,
      drawing: genome.family == .affine ? plan.drawing : .points, seed: Self.seed(plan, index, instance: instance))
  }

  /// How its fractal is coloured, and what stands behind it.
  private var look: (Colouring, Background) {
    var colouringDraws = Self.draws(.colouring, plan, index)
    var backgroundDraws = Self.draws(.background, plan, index)
    let colouring = plan.colouring(for: genome.family).sample(for: genome.family, &colouringDraws)
    return (colouring, plan.background.sample(&backgroundDraws, behind: colouring.palette))
  }

  /// Whether a system has an attractor; of a flame only its orbit tells.
  ///
  /// By the bound of its maps' stretches, else for FractalDB's law, whose systems that bound is too strict for, by the
  /// exponent itself.
  private static func contracts(_ genome: Genome, _ law: GenomeLaw) -> Bool {
    guard case .affine(let system) = genome else { return true }
    if system.meanLogStretch < 0 { return true }
    guard case .fractalDB = law else { return false }
    return system.lyapunovExponent < -0.05
  }

  private static func framing(
    of genome: Genome, _ upright: Orbit, _ view: View, _ plan: SearchPlan, seed: UInt64,
    _ instructionSet: InstructionSet
  ) -> Framing? {
    guard view.rotation != 0 else { return upright.framing(for: plan.shape, zoom: view.zoom) }
    return Orbit.trace(genome, rotation: view.rotation, seed: seed, instructionSet: instructionSet)?
      .framing(for: plan.shape, zoom: view.zoom)
  }

  private static func view(_ law: FramingLaw, _ draws: inout RandomDraws) -> View {
    let low = ElementaryFunctions.log(law.zoom.lowerBound)
    let high = ElementaryFunctions.log(law.zoom.upperBound)
    let zoom = low == high ? law.zoom.lowerBound : ElementaryFunctions.exp(draws.uniform(low, high))
    let degrees = draws.uniform(law.rotation.lowerBound, law.rotation.upperBound)
    return View(zoom: zoom, rotation: Float(degrees * (.pi / 180)))
  }

  private static func seed(_ plan: SearchPlan, _ index: UInt64, instance: Int) -> UInt64 {
    var draws = RandomStream(seed: plan.seed, purpose: .assetSeed).draws(lane: UInt32(instance), index: index)
    return draws.doubleWord()
  }

  private static func draws(_ purpose: StreamPurpose, _ plan: SearchPlan, _ index: UInt64) -> RandomDraws {
    RandomStream(seed: plan.seed, purpose: purpose).draws(index: index)
  }
}
