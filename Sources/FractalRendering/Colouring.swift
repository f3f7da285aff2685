/// How hits become light.
public struct Colouring: Sendable, Hashable {
  /// The quantity that chooses the colour within the palette.
  public enum Mode: UInt8, Sendable, Hashable, CaseIterable {
    /// The pixel's log-density, as Anderson and Farrell colour.
    case density = 1
    /// The mean of its points' colour coordinates (c <- (c + c_i) / 2 at map i), as Draves colours flames.
    case coordinate = 2
    /// The least distance of the orbit to its trap; escape-time fractals alone have one.
    case trap = 3
    /// One colour, the palette's last, for whatever is hit, as FractalDB draws in white or grey.
    case flat = 4
  }

  public var mode: Mode
  public var palette: Palette
  /// How fast brightness rises with density, 1 being the density of an evenly filled picture; within ``exposures``.
  public var exposure: Float
  /// How much the dark parts are lifted, within ``gammas``; 1 leaves log-density as it is.
  public var gamma: Float
  /// Whether gamma lifts brightness alone and colours stay saturated (1), or each primary by itself, which pales (0).
  public var vibrancy: Float
  /// How far the densest parts go towards white, 0...1; their hue stays, and nothing clips.
  public var highlights: Float
  /// Whether sparse parts are smoothed; see Store/FORMAT.md.
  public var smoothing: Bool

  /// The exposures that a colouring may have.
  public static let exposures: ClosedRange<Float> = 0.1...1000
  /// The gammas that a colouring may have.
  public static let gammas: ClosedRange<Float> = 0.5...8

  /// A colouring by its parts.
  public init(
    mode: Mode, palette: Palette, exposure: Float = 8, gamma: Float = 2, vibrancy: Float = 1, highlights: Float = 0,
    smoothing: Bool = false
  ) {
    (self.mode, self.palette, self.exposure, self.gamma) = (mode, palette, exposure, gamma)
    (self.vibrancy, self.highlights, self.smoothing) = (vibrancy, highlights, smoothing)
  }

  var isValid: Bool {
    Self.exposures.contains(exposure) && Self.gammas.contains(gamma) && (0...1).contains(vibrancy)
      && (0...1).contains(highlights) && palette.stops.allSatisfy(\.isValid)
  }
}

extension OKLab {
  var isValid: Bool { (0...1).contains(lightness) && abs(a) <= 1 && abs(b) <= 1 }
}
