internal import FractalCore
public import IFS

/// A named classic: an affine system with its published coefficients.
public struct SystemPreset: Sendable, Hashable {
  /// The name, as on the command line.
  public var name: String
  /// The name, as in a book.
  public var title: String
  /// One line about it.
  public var description: String
  /// Where the coefficients were published.
  public var source: String
  /// The attractor's dimension, where mathematics gives it.
  public var dimension: Double?
  /// The system.
  public var system: AffineSystem

  /// Reads a preset of `kind: system`.
  init(_ yaml: YAMLMapping) throws(PresetError) {
    _ = try yaml.choice("kind", of: [PresetKind.system.rawValue])
    name = try yaml.name("name")
    title = try yaml.string("title", default: name)
    description = try yaml.string("description")
    source = try yaml.string("source")
    let dimension = try yaml.double("dimension", in: 0...2, default: -1)
    self.dimension = dimension < 0 ? nil : dimension
    var maps: [AffineMap] = []
    var weights: [Float] = []
    for entry in try yaml.mappings("maps") {
      func number(_ key: String) throws(PresetError) -> Float { Float(try entry.double(key, in: -1e6...1e6)) }
      maps.append(
        AffineMap(
          a: try number("a"), b: try number("b"), c: try number("c"), d: try number("d"), e: try number("e"),
          f: try number("f")))
      if entry.has("weight") { weights.append(Float(try entry.double("weight", in: 0...1e6))) }
      try entry.finish()
    }
    try yaml.finish()
    do throws(IFSError) {
      system = weights.isEmpty ? try AffineSystem(maps: maps) : try AffineSystem(maps: maps, weights: weights)
    } catch { throw yaml.error(error.message) }
  }
}
