public import FractalCore
public import FractalRendering
public import IFS

/// The law by which assets are coloured: weights of modes and palettes, ranges of tone mapping.
public struct ColouringLaw: Sendable, Hashable {
  /// Weight of colour by density.
  public var density: Double
  /// Weight of colour by coordinate.
  public var coordinate: Double
  /// Weight of colour by trap distance; counts for escape-time fractals alone.
  public var trap: Double
  /// Weight of one flat colour; does not count for escape-time fractals.
  public var flat: Double
  /// Exposure, log-uniform on this range; see `Colouring`.
  public var exposure: ClosedRange<Double>
  /// Gamma, uniform on this range.
  public var gamma: ClosedRange<Double>
  /// Vibrancy, uniform on this range.
  public var vibrancy: ClosedRange<Double>
  /// Highlights, uniform on this range.
  public var highlights: ClosedRange<Double>
  /// Whether sparse parts are smoothed.
  public var smoothing: Bool
  /// How often each scheme of palettes is drawn.
  public var palettes: PaletteWeights

  /// A law by its parts.
  public init(
    density: Double = 1, coordinate: Double = 1, trap: Double = 0, flat: Double = 0,
    exposure: ClosedRange<Double> = 4...32, gamma: ClosedRange<Double> = 1.6...2.6,
    vibrancy: ClosedRange<Double> = 1...1, highlights: ClosedRange<Double> = 0...0, smoothing: Bool = false,
    palettes: PaletteWeights = PaletteWeights()
  ) {
    (self.density, self.coordinate, self.trap, self.flat) = (density, coordinate, trap, flat)
    (self.exposure, self.gamma, self.vibrancy, self.highlights) = (exposure, gamma, vibrancy, highlights)
    (self.smoothing, self.palettes) = (smoothing, palettes)
  }

  /// The law of flames unless a plan says otherwise: by coordinate, and without much lift, so that light has depth.
  public static let flames = ColouringLaw(
    density: 0, coordinate: 1, exposure: 1.5...12, gamma: 1.1...1.6, smoothing: true)

  /// Draws the colouring of a genome of one family; where only modes that the family lacks have weight, by coordinate.
  public func sample(for family: Family, _ draws: inout RandomDraws) -> Colouring {
    let isEscapeTime = family == .escapeTime
    let weights = [density, coordinate, isEscapeTime ? trap : 0, isEscapeTime ? 0 : flat]
    let modes: [Colouring.Mode] = [.density, .coordinate, .trap, .flat]
    let mode = modes[draws.index(weights: weights.contains { $0 > 0 } ? weights : [0, 1, 0, 0])]
    let palette = palettes.palette(&draws)
    let low = ElementaryFunctions.log(exposure.lowerBound)
    let high = ElementaryFunctions.log(exposure.upperBound)
    return Colouring(
      mode: mode, palette: palette, exposure: Float(ElementaryFunctions.exp(draws.uniform(low, high))),
      gamma: Float(draws.uniform(gamma.lowerBound, gamma.upperBound)),
      vibrancy: Float(draws.uniform(vibrancy.lowerBound, vibrancy.upperBound)),
      highlights: Float(draws.uniform(highlights.lowerBound, highlights.upperBound)),
      smoothing: smoothing && !isEscapeTime)
  }

  /// Checks every value against its range.
  func validate() throws(SearchError) {
    func check(_ condition: Bool, _ message: String) throws(SearchError) {
      guard condition else { throw SearchError(.invalidPlan, message) }
    }
    let modes = [density, coordinate, trap, flat]
    try check(
      (modes + palettes.weights).allSatisfy { (0...1e6).contains($0) },
      "weights of colourings and palettes must be 0 to 1e6")
    try check(modes.contains { $0 > 0 }, "all colourings have weight 0; one needs more")
    try check(
      palettes.weights.count == PaletteScheme.allCases.count && palettes.weights.contains { $0 > 0 },
      "all palettes have weight 0; one needs more")
    try check(
      Colouring.exposures.contains(Float(exposure.lowerBound))
        && Colouring.exposures.contains(Float(exposure.upperBound)), "exposure must be 0.1 to 1000")
    try check(
      Colouring.gammas.contains(Float(gamma.lowerBound)) && Colouring.gammas.contains(Float(gamma.upperBound)),
      "gamma must be 0.5 to 8")
    for range in [vibrancy, highlights] {
      try check(range.lowerBound >= 0 && range.upperBound <= 1, "vibrancy and highlights must be 0 to 1")
    }
  }
}
