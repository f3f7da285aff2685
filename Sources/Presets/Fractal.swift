public import FractalCore
public import FractalRendering
internal import IFS

/// A genome with its names, ready to be drawn: a named classic, or a genome from a file.
public struct Fractal: Sendable, Hashable {
  /// The name, as for a file.
  public var name: String
  /// The name, as in a book.
  public var title: String
  /// Its source.
  public var source: String
  /// The genome.
  public var genome: GenomeFile

  /// A genome by its names.
  public init(name: String, title: String, source: String, genome: GenomeFile) {
    (self.name, self.title, self.source, self.genome) = (name, title, source, genome)
  }

  /// The specification of its picture: framed where its file does not say how, in coordinate colours on black.
  ///
  /// - Parameters:
  ///   - shape: the picture's shape, which also sets the framing's aspect.
  ///   - seed: draws the palette and the points.
  /// - Throws: ``PresetError`` for a genome that has no attractor of points: its orbit escapes, or stays at one point.
  public func specification(shape: PixelShape, seed: UInt64 = 1) throws(PresetError) -> AssetSpec {
    var draws = RandomStream(seed: seed, purpose: .colouring).draws()
    var colouring = Colouring(mode: .coordinate, palette: .foreground(&draws), highlights: 0.5)
    let isEscapeTime = genome.genome.family == .escapeTime
    if isEscapeTime { colouring.exposure = 20 }
    return AssetSpec(
      genome: genome.genome, framing: try framing(for: shape, seed: seed), colouring: colouring, background: .black,
      shape: shape, samplesPerPixel: isEscapeTime ? 16 : 200, seed: seed)
  }

  /// Its picture in RGB.
  ///
  /// - Parameters:
  ///   - height: rows, 1...4096.
  ///   - width: columns, 1...4096.
  ///   - seed: draws the palette and the points.
  /// - Throws: ``PresetError`` as ``specification(shape:seed:)``; `RenderingError` for sides out of range.
  public func picture(height: Int = 512, width: Int = 512, seed: UInt64 = 1) throws -> Picture {
    var renderer = Renderer()
    let shape = PixelShape(height: height, width: width)
    return try renderer.render(specification(shape: shape, seed: seed), sides: 1...4096).picture
  }

  private func framing(for shape: PixelShape, seed: UInt64) throws(PresetError) -> Framing {
    if let framing = genome.framing { return framing }
    if case .escapeTime(let fractal) = genome.genome { return EscapeTimeWindow.whole(fractal) }
    guard let orbit = Orbit.trace(genome.genome, seed: seed) else {
      throw PresetError(
        .content, "\(name) cannot be drawn: its orbit escapes; make its maps contract, with smaller a to d")
    }
    guard let framing = orbit.framing(for: shape) else {
      throw PresetError(
        .content, "\(name) cannot be drawn: its attractor is a single point; give its maps different fixed points")
    }
    return framing
  }
}
