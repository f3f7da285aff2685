/// The part of the plane that a picture shows.
public struct Framing: Sendable, Hashable {
  /// The point in the picture's centre.
  public var centreX: Float
  public var centreY: Float
  /// Half of what the picture's shorter side spans; positive.
  public var radius: Float
  /// The angle by which the picture turns the plane counter-clockwise, in radians.
  public var rotation: Float

  /// A framing by its centre, radius and rotation.
  public init(centreX: Float, centreY: Float, radius: Float, rotation: Float = 0) {
    (self.centreX, self.centreY, self.radius, self.rotation) = (centreX, centreY, radius, rotation)
  }

  /// Whether all values are finite and within 10^6, and the radius is at least 10^-6.
  var isValid: Bool {
    [centreX, centreY, rotation].allSatisfy { abs($0) <= 1e6 } && radius >= 1e-6 && radius <= 1e6
  }
}
