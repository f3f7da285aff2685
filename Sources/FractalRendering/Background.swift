/// The background of a fractal.
public enum Background: Sendable, Hashable {
  case black
  case solid(OKLab)
  /// A straight run from one colour to another across the whole picture, in the direction `angle` (radians, 0 to the
  /// right, counter-clockwise).
  case gradient(from: OKLab, to: OKLab, angle: Float)
  /// Diamond-square noise through a palette; `roughness` in 0...1 is what is kept of the amplitude from one scale to the
  /// next finer one.
  case noise(Palette, roughness: Float)

  /// The kinds by name, as presets weigh them.
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    case black = 1
    case solid = 2
    case gradient = 3
    case noise = 4
  }

  /// Which kind this is.
  public var kind: Kind {
    switch self {
    case .black: .black
    case .solid: .solid
    case .gradient: .gradient
    case .noise: .noise
    }
  }

  var isValid: Bool {
    switch self {
    case .black: true
    case .solid(let colour): colour.isValid
    case .gradient(let from, let to, let angle): from.isValid && to.isValid && abs(angle) <= 1e3
    case .noise(let palette, let roughness): palette.stops.allSatisfy(\.isValid) && (0...1).contains(roughness)
    }
  }
}
