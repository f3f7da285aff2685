/// The law by which fractals are framed: how much larger than fitting, and how turned.
public struct FramingLaw: Sendable, Hashable {
  /// Magnification over the framing that fits, log-uniform; above 1 outer parts are cut off.
  public var zoom: ClosedRange<Double>
  /// Rotation in degrees counter-clockwise, uniform.
  public var rotation: ClosedRange<Double>

  /// The magnifications that a law may draw.
  public static let zooms = 0.25...16.0
  /// The rotations that a law may draw, in degrees.
  public static let rotations = -360.0...360.0

  /// A law by its ranges; by default everything fits and stands upright.
  public init(zoom: ClosedRange<Double> = 1...1, rotation: ClosedRange<Double> = 0...0) {
    (self.zoom, self.rotation) = (zoom, rotation)
  }
}
