public import FractalCore
internal import FractalRendering
public import FractalSearch
internal import IFS

/// A named set: what to search for, and how many assets to keep.
public struct GenerationPreset: Sendable, Hashable {
  /// The name, as on the command line.
  public var name: String
  /// One line that says what the set is for.
  public var description: String
  /// How many assets the set has.
  public var count: Int
  /// The licence of what is generated, an SPDX identifier.
  public var licence: String
  /// The plan of the set's catalog.
  public var plan: SearchPlan

  /// The counts that a set may have.
  public static let counts = 1...1_000_000

  /// Reads the text of a preset of `kind: generation`.
  ///
  /// - Parameters:
  ///   - text: the file's text.
  ///   - file: the name of the file in messages.
  /// - Throws: ``PresetError`` that names the line, the key and what is accepted.
  public init(text: String, file: String) throws(PresetError) {
    try self.init(YAMLMapping(text: text, file: file))
  }

  /// Reads a preset of `kind: generation`.
  init(_ yaml: YAMLMapping) throws(PresetError) {
    _ = try yaml.choice("kind", of: [PresetKind.generation.rawValue])
    name = try yaml.name("name")
    description = try yaml.string("description")
    count = try yaml.int("count", in: Self.counts)
    licence = try yaml.licence("licence", default: "CC0-1.0")
    let sides = try yaml.sides("size", in: PixelShape.assetSides)
    let channels = try yaml.choice("colour", of: ["rgb", "grey"], default: "rgb")
    let samples = AssetSpec.samplesPerPixelRange
    plan = SearchPlan(
      seed: try yaml.seed("seed", default: 1),
      pool: try yaml.int("pool", in: SearchPlan.poolSizes),
      shape: PixelShape(height: sides.0, width: sides.1, channels: channels == "rgb" ? 3 : 1),
      samplesPerPixel: Float(
        try yaml.double("samplesPerPixel", in: Double(samples.lowerBound)...Double(samples.upperBound))),
      genomes: try Self.genomes(yaml), colouring: try Self.colouring(yaml, "colouring", default: ColouringLaw()),
      background: try Self.background(yaml), framing: try Self.framing(yaml),
      drawing: try yaml.choice("drawing", of: ["points", "patches"], default: "points") == "points"
        ? .points : .patches,
      gates: try Self.gates(yaml, "gates", default: Gates()))
    plan.flameColouring = try Self.colouring(yaml, "flameColouring", default: .flames)
    plan.flameGates = try Self.gates(yaml, "flameGates", default: .flames)
    try Self.selection(yaml, count: count, &plan)
    try yaml.finish()
    guard count <= plan.pool else {
      throw yaml.error("`count` is \(count), more than the `pool` of \(plan.pool) that it is chosen from", at: "count")
    }
    do throws(SearchError) { try plan.validate() } catch { throw yaml.error(error.message) }
  }

  private static let weights = 0.0...1e6

  private static func genomes(_ yaml: YAMLMapping) throws(PresetError) -> [WeightedLaw] {
    var shares: [WeightedLaw] = []
    for entry in try yaml.mappings("families") {
      let name = try entry.choice("law", of: GenomeLaw.names)
      let weight = try entry.double("weight", in: 1e-6...1e6, default: 1)
      do {
        let law = try law(name, entry)
        let fallback = law.family == .flame ? Gates.flames : Gates()
        let gates = entry.has("gates") ? try gates(entry, "gates", default: fallback) : nil
        shares.append(WeightedLaw(law: law, weight: weight, gates: gates))
      } catch let error as IFSError {
        throw entry.error(error.message)
      } catch let error as PresetError {
        throw error
      } catch {
        throw entry.error(String(describing: error))
      }
      try entry.finish()
    }
    return shares
  }

  /// The law of a name, with its parameters.
  private static func law(_ name: String, _ entry: YAMLMapping) throws -> GenomeLaw {
    func chance(_ key: String, _ fallback: Double) throws(PresetError) -> Double {
      try entry.double(key, in: 0...1, default: fallback)
    }
    switch name {
    case "fractaldb": return .fractalDB(try fractalDB(entry))
    case "escape-time": return .escapeTime(try escapeTime(entry))
    case "wide":
      return .wide(
        try WideLaw(
          mapCount: try entry.range("maps", within: WideLaw.mapCounts, default: 2...8),
          symmetry: try chance("symmetry", 0.5), finalMap: try chance("final", 0.3)))
    case "flame":
      return .flame(
        try FlameLaw(
          mapCount: try entry.range("maps", within: FlameLaw.mapCounts, default: 3...6),
          variationCount: try entry.range("variations", within: FlameLaw.variationCounts, default: 1...2),
          symmetry: try chance("symmetry", 0.4), finalMap: try chance("final", 0.25),
          postMap: try chance("post", 0.25),
          xaos: try chance("xaos", 0.15)))
    default:
      return .andersonFarrell(
        try AndersonFarrellLaw(mapCount: try entry.range("maps", within: AndersonFarrellLaw.mapCounts, default: 2...4)))
    }
  }

  private static func fractalDB(_ entry: YAMLMapping) throws -> FractalDBLaw {
    let law = try FractalDBLaw()
    return try FractalDBLaw(
      mapCount: try entry.range("maps", within: FractalDBLaw.mapCounts, default: law.mapCount),
      instances: try entry.int("instances", in: 1...AffineSystem.instanceCount, default: law.instances),
      fill: try entry.double("fill", in: 0...1, default: law.fill))
  }

  private static func escapeTime(_ entry: YAMLMapping) throws -> EscapeTimeLaw {
    let law = try EscapeTimeLaw()
    return try EscapeTimeLaw(
      powers: try entry.range("powers", within: EscapeTime.powers, default: law.powers),
      julia: try entry.double("julia", in: 0...1, default: law.julia),
      traps: entry.has("traps") ? try entry.choices("traps", of: OrbitTrap.Shape.self) : law.traps,
      iterations: try entry.int("iterations", in: EscapeTime.iterationCounts, default: law.iterations),
      zooms: try entry.range("zooms", within: EscapeTimeLaw.zoomCounts, default: law.zooms),
      grid: try entry.int("grid", in: EscapeTimeLaw.grids, default: law.grid))
  }

  private static func colouring(
    _ yaml: YAMLMapping, _ key: String, default law: ColouringLaw
  ) throws(PresetError) -> ColouringLaw {
    var law = law
    law.palettes = try palettes(yaml)
    guard let entry = try yaml.mapping(key) else { return law }
    law.density = try entry.double("density", in: weights, default: law.density)
    law.coordinate = try entry.double("coordinate", in: weights, default: law.coordinate)
    law.trap = try entry.double("trap", in: weights, default: law.trap)
    law.flat = try entry.double("flat", in: weights, default: law.flat)
    law.exposure = try entry.range("exposure", within: 0.1...1000, default: law.exposure)
    law.gamma = try entry.range("gamma", within: 0.5...8, default: law.gamma)
    law.vibrancy = try entry.range("vibrancy", within: 0...1, default: law.vibrancy)
    law.highlights = try entry.range("highlights", within: 0...1, default: law.highlights)
    law.smoothing = try entry.bool("smoothing", default: law.smoothing)
    try entry.finish()
    return law
  }

  private static func palettes(_ yaml: YAMLMapping) throws(PresetError) -> PaletteWeights {
    guard let entry = try yaml.mapping("palettes") else { return PaletteWeights() }
    var shares: [PaletteScheme: Double] = [:]
    for scheme in PaletteScheme.allCases {
      shares[scheme] = try entry.double(scheme.rawValue, in: weights, default: 0)
    }
    try entry.finish()
    guard shares.values.contains(where: { $0 > 0 }) else {
      throw entry.error("`palettes` must give at least one weight above 0")
    }
    return PaletteWeights(shares)
  }

  private static func framing(_ yaml: YAMLMapping) throws(PresetError) -> FramingLaw {
    var law = FramingLaw()
    guard let entry = try yaml.mapping("framing") else { return law }
    law.zoom = try entry.range("zoom", within: FramingLaw.zooms, default: law.zoom)
    law.rotation = try entry.range("rotation", within: FramingLaw.rotations, default: law.rotation)
    try entry.finish()
    return law
  }

  private static func background(_ yaml: YAMLMapping) throws(PresetError) -> BackgroundLaw {
    guard let entry = try yaml.mapping("backgrounds") else { return BackgroundLaw() }
    let law = BackgroundLaw(
      black: try entry.double("black", in: weights, default: 0),
      solid: try entry.double("solid", in: weights, default: 0),
      gradient: try entry.double("gradient", in: weights, default: 0),
      noise: try entry.double("noise", in: weights, default: 0))
    try entry.finish()
    guard law.black + law.solid + law.gradient + law.noise > 0 else {
      throw entry.error("`backgrounds` must give at least one weight above 0")
    }
    return law
  }

  private static func selection(
    _ yaml: YAMLMapping, count: Int, _ plan: inout SearchPlan
  ) throws(PresetError) {
    guard let entry = try yaml.mapping("selection") else { return }
    let method = try entry.choice("method", of: ["pool", "stream", "islands"], default: "pool")
    func kept() throws(PresetError) -> Int {
      let kept = try entry.int("kept", in: counts, default: count)
      guard kept >= count else { throw entry.error("`kept` is \(kept), less than the count of \(count)", at: "kept") }
      return kept
    }
    switch method {
    case "stream": plan.method = .stream(kept: try kept())
    case "islands": plan.method = .islands(try entry.int("islands", in: SelectionMethod.islandCounts), kept: try kept())
    default: plan.method = .pool
    }
    plan.leastDistance = try entry.optionalDouble("distance", in: 0...1000)
    plan.keepsMirrored = try entry.bool("mirrored", default: plan.keepsMirrored)
    try entry.finish()
  }

  private static func gates(
    _ yaml: YAMLMapping, _ key: String, default gates: Gates
  ) throws(PresetError) -> Gates {
    var gates = gates
    guard let entry = try yaml.mapping(key) else { return gates }
    gates.minimumExtent = try entry.double("extent", in: 0...1e4, default: gates.minimumExtent)
    gates.minimumAspect = try entry.double("aspect", in: 0...1, default: gates.minimumAspect)
    gates.fill = try entry.range("fill", within: 0...1, default: gates.fill)
    gates.maximumInterior = try entry.double("interior", in: 0...1, default: gates.maximumInterior)
    gates.detail = try entry.range("detail", within: 0...1, default: gates.detail)
    gates.maximumFlatness = try entry.double("flatness", in: 0...1, default: gates.maximumFlatness)
    gates.maximumEvenness = try entry.double("evenness", in: 0...1, default: gates.maximumEvenness)
    gates.minimumOccupied = try entry.double("occupied", in: 0...1, default: gates.minimumOccupied)
    gates.maximumDots = try entry.double("dots", in: 0...1, default: gates.maximumDots)
    gates.minimumEntropy = try entry.double("entropy", in: 0...1, default: gates.minimumEntropy)
    gates.edges = try entry.range("edges", within: 0...1, default: gates.edges)
    try entry.finish()
    return gates
  }
}
