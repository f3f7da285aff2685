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
  /// The publication of the coefficients.
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
    do {
      system = try AffineSystem(yaml: yaml)
    } catch let error as PresetError {
      throw error
    } catch let error as any DescribedError {
      throw yaml.error(error.message)
    } catch { throw yaml.error("\(error)") }
    try yaml.finish()
  }
}
