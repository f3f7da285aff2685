public import FractalCore

/// A non-linear map of the plane with its weight: one term of what a flame's map sums.
public struct Variation: Sendable, Hashable {
  /// The map.
  public let kind: Kind
  /// The factor of its result.
  public let weight: Float
  /// As many numbers as the kind takes; see ``Kind/parameters``.
  public let parameters: [Float]

  /// A variation by its parts.
  ///
  /// - Throws: ``IFSError`` if the weight is beyond 10^3, or the parameters are not as many as the kind takes, beyond 10^3,
  ///   or nearer to zero than 10^-6 where the kind divides by them.
  public init(_ kind: Kind, weight: Float = 1, parameters: [Float] = []) throws(IFSError) {
    guard abs(weight) <= 1e3 else {
      throw IFSError(
        .invalidSystem, "the variation \(kind.name) has the weight \(weight); it must lie within -1000...1000")
    }
    guard parameters.count == kind.parameters.count else {
      throw IFSError(
        .invalidSystem,
        "the variation \(kind.name) has \(parameters.count) parameters; it takes \(kind.parameters.count)"
          + (kind.parameters.isEmpty ? "" : ": " + kind.parameters.map(\.name).joined(separator: ", ")))
    }
    for (value, parameter) in zip(parameters, kind.parameters) {
      guard abs(value) <= 1e3, !parameter.divides || abs(value) >= 1e-6 else {
        throw IFSError(
          .invalidSystem,
          "the variation \(kind.name) has \(parameter.name) \(value); it must lie within -1000...1000"
            + (parameter.divides ? " and not be 0" : ""))
      }
    }
    self.kind = kind
    self.weight = weight
    self.parameters = parameters
  }

  /// The maps, by Draves' and Reckase's names.
  ///
  /// With r = sqrt(x^2 + y^2), theta = atan2(x, y), phi = atan2(y, x); raw values are part of an asset's canonical bytes
  /// and of the kernel: they are never reused.
  ///
  /// Source: Draves and Reckase, "The Fractal Flame Algorithm", 2003 (revised 2008), appendix.
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// (x, y)
    case linear = 0
    /// (sin x, sin y)
    case sinusoidal = 1
    /// (x, y) / r^2
    case spherical = 2
    /// (x sin r^2 - y cos r^2, x cos r^2 + y sin r^2)
    case swirl = 3
    /// ((x - y)(x + y), 2 x y) / r
    case horseshoe = 4
    /// (theta / pi, r - 1)
    case polar = 5
    /// r (sin(theta + r), cos(theta - r))
    case handkerchief = 6
    /// r (sin(theta r), -cos(theta r))
    case heart = 7
    /// theta / pi (sin(pi r), cos(pi r))
    case disc = 8
    /// (cos theta + sin r, sin theta - cos r) / r
    case spiral = 9
    /// (sin theta / r, r cos theta)
    case hyperbolic = 10
    /// (sin theta cos r, cos theta sin r)
    case diamond = 11
    /// r (m + n, m - n) with m = sin(theta + r)^3 and n = cos(theta - r)^3
    case ex = 12
    /// sqrt(r) (cos, sin)(theta / 2 + 0 or pi, at random)
    case julia = 13
    /// x doubled where negative, y halved where negative
    case bent = 14
    /// (x + p0 sin(p1 y), y + p2 sin(p3 x))
    case waves = 15
    /// 2 / (r + 1) (y, x)
    case fisheye = 16
    /// (x + p0 sin(tan 3y), y + p1 sin(tan 3x))
    case popcorn = 17
    /// e^(x - 1) (cos(pi y), sin(pi y))
    case exponential = 18
    /// r^(sin theta) (cos theta, sin theta)
    case power = 19
    /// (cos(pi x) cosh y, -sin(pi x) sinh y)
    case cosine = 20
    /// (((r + p0) mod 2 p0) - p0 + r (1 - p0)) (cos theta, sin theta)
    case rings = 21
    /// r (cos, sin)(theta - p0/2) where (theta + p1) mod p0 > p0/2, else of theta + p0/2
    case fan = 22
    /// r (p1 + (p0 - p1)/2 (sin(p2 theta) + 1)) (cos theta, sin theta)
    case blob = 23
    /// (sin(p0 y) - cos(p1 x), sin(p2 x) - cos(p3 y))
    case pdj = 24
    /// 2 / (r + 1) (x, y)
    case eyefish = 25
    /// 4 / (r^2 + 4) (x, y)
    case bubble = 26
    /// (sin x, y)
    case cylinder = 27
    /// r^(p1/p0) (cos, sin)((phi + 2 pi k) / p0) with k at random in 0..<p0
    case julian = 28
    /// (x s + y t, y s - x t) / (s^2 + t^2) with s = 1 + p0 x + p1 (x^2 - y^2), t = p0 y + 2 p1 x y
    case curl = 29
    /// ((2 floor(x / p0) + 1) p0 - x, (2 floor(y / p1) + 1) p1 - y)
    case rectangles = 30
    /// (sin x / cos y, tan y)
    case tangent = 31
    /// (x, y) / |x^2 - y^2|
    case cross = 32
    /// A point of the unit disc at random, denser towards its centre
    case blur = 33

    /// The kind's name in files and messages.
    public var name: String { String(describing: self) }

    /// The kind of a name.
    ///
    /// - Throws: ``IFSError`` that lists the names, if there is none.
    public init(name: String) throws(IFSError) {
      guard let kind = Self.allCases.first(where: { $0.name == name }) else {
        throw IFSError(
          .invalidSystem,
          "there is no variation `\(name)`; there are \(Self.allCases.map(\.name).joined(separator: ", "))")
      }
      self = kind
    }

    /// A number that a kind takes.
    public struct Parameter: Sendable, Hashable {
      /// Its kind.
      public let name: String
      /// Whether the kind divides by it, so that it must not be zero.
      public let divides: Bool
    }

    /// The numbers that the kind takes, in order.
    public var parameters: [Parameter] {
      func free(_ names: String...) -> [Parameter] { names.map { Parameter(name: $0, divides: false) } }
      func divisor(_ name: String) -> [Parameter] { [Parameter(name: name, divides: true)] }
      switch self {
      case .waves: return free("height x", "frequency y", "height y", "frequency x")
      case .popcorn: return free("height x", "height y")
      case .rings: return divisor("width")
      case .fan: return divisor("width") + free("turn")
      case .blob: return free("high", "low", "waves")
      case .pdj: return free("a", "b", "c", "d")
      case .julian: return divisor("power") + free("distance")
      case .curl: return free("c1", "c2")
      case .rectangles: return divisor("width") + divisor("height")
      default: return []
      }
    }
  }
}
