/// How hits become light.
public struct Colouring: Sendable, Hashable {
  /// What chooses the colour within the palette.
  public enum Mode: UInt8, Sendable, Hashable, CaseIterable {
    /// The pixel's log-density, as Anderson and Farrell colour.
    case density = 1
    /// The mean of its points' colour coordinates (c <- (c + c_i) / 2 at map i), as Draves colours flames.
    case coordinate = 2
  }

  public var mode: Mode
  public var palette: Palette
  /// How fast brightness rises with density, 1 being the density of an evenly filled picture; within ``exposures``.
  public var exposure: Float
  /// How much the dark parts are lifted, within ``gammas``; 1 leaves log-density as it is.
  public var gamma: Float

  /// The exposures that a colouring may have.
  public static let exposures: ClosedRange<Float> = 0.1...1000
  /// The gammas that a colouring may have.
  public static let gammas: ClosedRange<Float> = 0.5...8

  /// A colouring by its parts.
  public init(mode: Mode, palette: Palette, exposure: Float = 8, gamma: Float = 2) {
    (self.mode, self.palette, self.exposure, self.gamma) = (mode, palette, exposure, gamma)
  }

  var isValid: Bool {
    Self.exposures.contains(exposure) && Self.gammas.contains(gamma) && palette.stops.allSatisfy(\.isValid)
  }
}

extension OKLab {
  var isValid: Bool { (0...1).contains(lightness) && abs(a) <= 1 && abs(b) <= 1 }
}
