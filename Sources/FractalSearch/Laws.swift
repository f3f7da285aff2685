public import FractalCore
public import FractalRendering
public import IFS

/// A law by which genomes are drawn.
public enum GenomeLaw: Sendable, Hashable {
  case andersonFarrell(AndersonFarrellLaw)
  case wide(WideLaw)
  case flame(FlameLaw)

  /// The law's name in presets.
  public var name: String {
    switch self {
    case .andersonFarrell: "anderson-farrell"
    case .wide: "wide"
    case .flame: "flame"
    }
  }

  /// Draws one genome.
  func sample(_ draws: inout RandomDraws) -> Genome {
    switch self {
    case .andersonFarrell(let law): .affine(law.sample(&draws))
    case .wide(let law): .affine(law.sample(&draws))
    case .flame(let law): .flame(law.sample(&draws))
    }
  }
}

/// A law with its share of the proposals.
public struct GenomeShare: Sendable, Hashable {
  /// The law.
  public var law: GenomeLaw
  /// Its weight among all shares; positive.
  public var weight: Double

  /// A law with its weight.
  public init(law: GenomeLaw, weight: Double = 1) {
    self.law = law
    self.weight = weight
  }
}

/// The law by which assets are coloured: weights of modes, ranges of tone mapping, palettes generated anew for each.
public struct ColouringLaw: Sendable, Hashable {
  /// Weight of colour by density.
  public var density: Double
  /// Weight of colour by coordinate.
  public var coordinate: Double
  /// Exposure, log-uniform on this range; see ``FractalRendering/Colouring``.
  public var exposure: ClosedRange<Double>
  /// Gamma, uniform on this range.
  public var gamma: ClosedRange<Double>

  /// A law by its parts.
  public init(
    density: Double = 1, coordinate: Double = 1, exposure: ClosedRange<Double> = 4...32,
    gamma: ClosedRange<Double> = 1.6...2.6
  ) {
    (self.density, self.coordinate, self.exposure, self.gamma) = (density, coordinate, exposure, gamma)
  }

  /// The law of flames unless a plan says otherwise: by coordinate, and without much lift, so that light has depth.
  public static let flames = ColouringLaw(density: 0, coordinate: 1, exposure: 1.5...12, gamma: 1.1...1.6)

  func sample(_ draws: inout RandomDraws) -> Colouring {
    let mode: Colouring.Mode = draws.index(weights: [density, coordinate]) == 0 ? .density : .coordinate
    let low = ElementaryFunctions.log(exposure.lowerBound)
    let high = ElementaryFunctions.log(exposure.upperBound)
    return Colouring(
      mode: mode, palette: .foreground(&draws), exposure: Float(ElementaryFunctions.exp(draws.uniform(low, high))),
      gamma: Float(draws.uniform(gamma.lowerBound, gamma.upperBound)))
  }
}

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

  /// Draws one background.
  ///
  /// - Precondition: a weight is positive.
  public func sample(_ draws: inout RandomDraws) -> Background {
    switch draws.index(weights: [black, solid, gradient, noise]) {
    case 0: return .black
    case 1: return .solid(Palette.background(&draws).colour(at: 0))
    case 2:
      let palette = Palette.background(&draws)
      return .gradient(
        from: palette.colour(at: 0), to: palette.colour(at: 1), angle: Float(draws.uniform(0, 2 * Double.pi)))
    default:
      let palette = Palette.background(&draws)
      return .noise(palette, roughness: Float(draws.uniform(0.35, 0.65)))
    }
  }
}
