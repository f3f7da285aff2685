public import FractalCore
public import FractalRendering
public import IFS

/// A genome as text: one line of JSON, such as `fernery sample` prints and `fernery render` draws.
///
/// Affine: `{"family":"affine","maps":[{"a":..,"b":..,"c":..,"d":..,"e":..,"f":..,"weight":..}]}`.
///
/// Flame: `{"family":"flame","maps":[{"pre":{"a":..,"b":..,"c":..,"d":..,"e":..,"f":..},"variations":[{"kind":"julia","weight":..}],
/// "weight":..,"colour":..}]}`; a map may have a `post` like its `pre` and a row of `xaos`, a variation its `parameters`, the
/// flame a `final` map (pre, variations, post) and a `"symmetry":{"order":..,"mirrored":..}`.
///
/// Escape time: `{"family":"escape-time","set":"julia","power":2,"iterations":256,"constant":{"x":..,"y":..},
/// "trap":{"shape":"circle","x":..,"y":..,"radius":..}}`; `set` may be `mandelbrot`, which has no constant; traps `line`
/// and `cross` have an `angle` in radians and no radius.
///
/// Each may have `"framing":{"x":..,"y":..,"radius":..,"rotation":..}`: the point in the middle, half of what the shorter side
/// spans, and radians counter-clockwise. Numbers are float32, written so that they are read back as they were.
public struct GenomeFile: Sendable, Hashable {
  public var genome: Genome
  /// The part of the plane to show; nil for the default.
  public var framing: Framing?

  /// A genome with or without its framing.
  public init(genome: Genome, framing: Framing? = nil) {
    (self.genome, self.framing) = (genome, framing)
  }

  /// Reads a genome's text: JSON, or the same in YAML.
  ///
  /// - Parameters:
  ///   - text: the file's text.
  ///   - file: the name of the file in messages.
  /// - Throws: ``PresetError`` that names the line, the key and what is accepted.
  public init(text: String, file: String) throws(PresetError) {
    try self.init(YAMLMapping(text: text, file: file))
  }

  init(_ yaml: YAMLMapping) throws(PresetError) {
    let family = try yaml.choice("family", of: Self.families)
    do {
      switch family {
      case Family.affine.name: genome = .affine(try AffineSystem(yaml: yaml))
      case Family.flame.name: genome = .flame(try Self.flame(yaml))
      default: genome = .escapeTime(try Self.escapeTime(yaml))
      }
    } catch let error as PresetError {
      throw error
    } catch let error as any DescribedError {
      throw yaml.error(error.message)
    } catch { throw yaml.error("\(error)") }
    framing = try Self.framing(yaml)
    try yaml.finish()
  }

  static let families = Family.allCases.map(\.name)

  private static func escapeTime(_ yaml: YAMLMapping) throws -> EscapeTime {
    let plane: EscapeTime.Plane
    if try yaml.choice("set", of: ["mandelbrot", "julia"]) == "julia" {
      let constant = try yaml.required("constant")
      plane = .julia(x: try number(constant, "x", 4), y: try number(constant, "y", 4))
      try constant.finish()
    } else {
      plane = .mandelbrot
    }
    let entry = try yaml.required("trap")
    let trap = try OrbitTrap(
      shape: try entry.choice("shape", of: OrbitTrap.Shape.self), x: try number(entry, "x", 100),
      y: try number(entry, "y", 100), angle: Float(try entry.double("angle", in: -1000...1000, default: 0)),
      radius: Float(try entry.double("radius", in: 0...100, default: 0)))
    try entry.finish()
    return try EscapeTime(
      plane: plane, power: try yaml.int("power", in: EscapeTime.powers, default: 2),
      iterations: try yaml.int("iterations", in: EscapeTime.iterationCounts, default: 256), trap: trap)
  }

  private static func framing(_ yaml: YAMLMapping) throws(PresetError) -> Framing? {
    guard let entry = try yaml.mapping("framing") else { return nil }
    let framing = Framing(
      centreX: try number(entry, "x", 1e6), centreY: try number(entry, "y", 1e6),
      radius: Float(try entry.double("radius", in: 1e-6...1e6)),
      rotation: Float(try entry.double("rotation", in: -1e6...1e6, default: 0)))
    try entry.finish()
    return framing
  }

  private static func number(_ yaml: YAMLMapping, _ key: String, _ reach: Double) throws(PresetError) -> Float {
    Float(try yaml.double(key, in: -reach...reach))
  }
}
