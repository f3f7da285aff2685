public import FractalCore

/// A figure in the plane to which every point of an orbit is measured; the least distance colours the orbit.
///
/// Source of the idea: Pickover, "Computers, Pattern, Chaos and Beauty", 1990.
public struct OrbitTrap: Sendable, Hashable {
  /// The trap's figure, by its name in presets and genome files.
  public enum Shape: String, Sendable, Hashable, CaseIterable {
    /// The distance to a point.
    case point
    /// The distance to a straight line through the place, in the direction of the angle.
    case line
    /// The distance to the nearer of two such lines at right angles: Pickover's stalks.
    case cross
    /// The distance to a circle around the place.
    case circle

    /// The number in canonical bytes; never reused.
    public var number: UInt8 {
      switch self {
      case .point: 1
      case .line: 2
      case .cross: 3
      case .circle: 4
      }
    }

    /// The shape of a number; nil if there is none.
    public init?(number: UInt8) {
      guard let shape = Self.allCases.first(where: { $0.number == number }) else { return nil }
      self = shape
    }
  }

  public let shape: Shape
  /// The place of the point, of the crossing, of the circle's centre, or of any point of the line.
  public let x: Float
  public let y: Float
  /// The direction of a line, in radians counter-clockwise from the x axis; 0 for other shapes without lines.
  public let angle: Float
  /// The circle's radius; 0 for other shapes.
  public let radius: Float

  /// A trap by its shape and measures; those that its shape does not have must be 0.
  ///
  /// - Throws: ``IFSError`` for a place beyond 100, an angle beyond 1,000, a circle's radius outside of (0, 100], or a
  ///   measure that the shape does not have.
  public init(shape: Shape, x: Float, y: Float, angle: Float = 0, radius: Float = 0) throws(IFSError) {
    guard abs(x) <= 100, abs(y) <= 100 else {
      throw IFSError(.invalidSystem, "a trap lies at (\(x), \(y)); both must lie within -100...100")
    }
    let isLine = shape == .line || shape == .cross
    guard abs(angle) <= (isLine ? 1000 : 0) else {
      throw IFSError(
        .invalidSystem,
        "a \(shape.rawValue) trap has the angle \(angle); it must be \(isLine ? "within -1000...1000" : "0")")
    }
    guard shape == .circle ? radius > 0 && radius <= 100 : radius == 0 else {
      throw IFSError(
        .invalidSystem,
        "a \(shape.rawValue) trap has the radius \(radius); it must be \(shape == .circle ? "above 0, to 100" : "0")")
    }
    (self.shape, self.x, self.y, self.angle, self.radius) = (shape, x, y, angle, radius)
  }
}
