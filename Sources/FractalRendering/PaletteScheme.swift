public import FractalCore

/// How the hues of a palette hang together.
///
/// Every palette is generated anew from a scheme, none is kept in a file.
///
/// All rise in lightness from the first stop to the last, so that dense parts stand out, and are laid out in OKLCH with chroma
/// reduced into the sRGB gamut.
public enum PaletteScheme: String, Sendable, Hashable, CaseIterable {
  /// One hue: a material in light and shade.
  case monochrome
  /// Neighbouring hues: up to a quarter of a turn.
  case analogous
  /// A hue and the one across, which meet in between.
  case complementary
  /// Three hues a third of a turn apart.
  case triadic
  /// All hues once around.
  case spectrum
  /// Glowing metal or ice: from a deep hue through its neighbours to almost white.
  case glow
  /// Two hues in turns, as bands.
  case bands
  /// No hue: grey to white.
  case grey

  /// Stops of the palettes that are generated.
  private static let stops = 7

  /// Draws a palette that stands out from the dark.
  public func palette(_ draws: inout RandomDraws) -> Palette {
    let hue = draws.unit()
    let turn: Double = draws.coin() ? 1 : -1
    let chroma = draws.uniform(0.13, 0.27)
    let dark = draws.uniform(0.36, 0.56)
    let light = draws.uniform(0.76, 0.92)
    let width = draws.unit()
    return Palette(
      stops: (0..<Self.stops).map { index in
        let t = Double(index) / Double(Self.stops - 1)
        var lightness = dark + (light - dark) * t
        // Chroma swells in the middle: the ends, dark and light, can hold less of it.
        var saturation = chroma * (0.7 + 1.2 * t * (1 - t))
        let offset: Double
        switch self {
        case .monochrome: offset = 0.06 * width * t
        case .analogous: offset = (0.08 + 0.17 * width) * t
        case .complementary:
          offset = t < 0.5 ? 0.06 * t : 0.5 + 0.06 * t
        case .triadic: offset = Double(min(2, Int(t * 3))) / 3 + 0.05 * t
        case .spectrum:
          offset = (0.8 + 0.2 * width) * t
          lightness = dark + 0.12 + (light - dark - 0.12) * t
        case .glow:
          offset = (0.1 + 0.12 * width) * t
          lightness = 0.2 + 0.12 * width + (0.72 - 0.12 * width) * t
          saturation = chroma * (1.1 - 0.75 * t * t)
        case .bands:
          offset = index % 2 == 0 ? 0 : 0.25 + 0.3 * width
          lightness += index % 2 == 0 ? -0.05 : 0.05
        case .grey:
          offset = 0
          saturation = 0
        }
        return OKLab(lightness: min(1, lightness), chroma: saturation, hue: hue + turn * offset)
      })
  }
}

extension Palette {
  /// A palette for a fractal that stands out from the dark, of a scheme drawn by the default weights.
  public static func foreground(_ draws: inout RandomDraws) -> Palette {
    PaletteWeights().palette(&draws)
  }
}
