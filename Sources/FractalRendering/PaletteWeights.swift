public import FractalCore

/// How often each scheme is drawn.
public struct PaletteWeights: Sendable, Hashable {
  /// A weight for each scheme, in the order of `PaletteScheme.allCases`.
  public var weights: [Double]

  /// Weights by scheme; those not named are 0.
  public init(_ weights: [PaletteScheme: Double]) {
    self.weights = PaletteScheme.allCases.map { weights[$0] ?? 0 }
  }

  /// Weights for most fractals: related hues often, contrasts now and then, never grey.
  public init() {
    self.init([
      .monochrome: 2, .analogous: 4, .complementary: 1.5, .triadic: 1, .spectrum: 1, .glow: 3, .bands: 0.5,
    ])
  }

  /// Draws a scheme, then a palette of it.
  ///
  /// - Precondition: a weight is positive.
  public func palette(_ draws: inout RandomDraws) -> Palette {
    PaletteScheme.allCases[draws.index(weights: weights)].palette(&draws)
  }
}
