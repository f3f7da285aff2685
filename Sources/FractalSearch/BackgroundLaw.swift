public import FractalCore
public import FractalRendering

/// The law by which backgrounds are drawn: weights of the kinds.
public struct BackgroundLaw: Sendable, Hashable {
  public var black: Double
  public var solid: Double
  public var gradient: Double
  public var noise: Double

  /// A law by the weights of its kinds.
  public init(black: Double = 1, solid: Double = 0, gradient: Double = 0, noise: Double = 0) {
    (self.black, self.solid, self.gradient, self.noise) = (black, solid, gradient, noise)
  }

  /// Draws one background, its hues apart from those of the fractal's palette.
  ///
  /// - Precondition: a weight is positive.
  public func sample(_ draws: inout RandomDraws, behind palette: Palette? = nil) -> Background {
    switch draws.index(weights: [black, solid, gradient, noise]) {
    case 0: return .black
    case 1: return .solid(Palette.background(&draws, behind: palette).colour(at: 0))
    case 2:
      let palette = Palette.background(&draws, behind: palette)
      return .gradient(
        from: palette.colour(at: 0), to: palette.colour(at: 1), angle: Float(draws.uniform(0, 2 * Double.pi)))
    default:
      let palette = Palette.background(&draws, behind: palette)
      return .noise(palette, roughness: Float(draws.uniform(0.35, 0.65)))
    }
  }
}
