public import FractalCore

/// An escape-time fractal: how z <- z^p + c runs away at each point of the plane, seen through an orbit trap.
///
/// For the Mandelbrot set z_0 = 0 and c is the point; for a Julia set z_0 is the point and c a constant. What part of the
/// plane is shown is no part of it.
public struct EscapeTime: Sendable, Hashable {
  /// Which plane is looked at.
  public enum Plane: Sendable, Hashable {
    /// The plane of c: the Mandelbrot set, a multibrot set for powers above 2.
    case mandelbrot
    /// The plane of z_0 for one constant c: a Julia set.
    case julia(x: Float, y: Float)
  }

  public let plane: Plane
  /// p, a whole number.
  public let power: Int
  /// The most iterations that are taken; an orbit that has not escaped by then counts as bounded.
  public let iterations: Int
  public let trap: OrbitTrap

  /// The powers that are iterated.
  public static let powers = 2...6
  /// How many iterations may be asked for.
  public static let iterationCounts = 8...4096

  /// A fractal by its parts.
  ///
  /// - Throws: ``IFSError`` for a power, number of iterations or constant out of range.
  public init(plane: Plane, power: Int = 2, iterations: Int = 256, trap: OrbitTrap) throws(IFSError) {
    guard Self.powers.contains(power) else {
      throw IFSError(.invalidSystem, "an escape-time fractal has the power \(power); it must be 2 to 6")
    }
    guard Self.iterationCounts.contains(iterations) else {
      throw IFSError(
        .invalidSystem, "an escape-time fractal takes \(iterations) iterations; there must be 8 to 4096")
    }
    if case .julia(let x, let y) = plane {
      guard abs(x) <= 4, abs(y) <= 4 else {
        throw IFSError(.invalidSystem, "a Julia set has the constant (\(x), \(y)); both must lie within -4...4")
      }
    }
    (self.plane, self.power, self.iterations, self.trap) = (plane, power, iterations, trap)
  }

  /// The radius of a disc around 0 that holds the whole set.
  ///
  /// An orbit that leaves the disc of radius R with R^(p-1) >= 1 + |c| / R goes to infinity. For the Mandelbrot set that is
  /// 2^(1/(p-1)); for a Julia set max(|c|, 2^(1/(p-1))).
  public var boundingRadius: Double {
    let multibrot = ElementaryFunctions.pow(2, 1 / Double(power - 1))
    guard case .julia(let x, let y) = plane else { return multibrot }
    return max((Double(x) * Double(x) + Double(y) * Double(y)).squareRoot(), multibrot)
  }

  /// Whether z <- z^p + c from 0 stays within the bounding radius for so many iterations.
  static func isBounded(x: Double, y: Double, power: Int, iterations: Int) -> Bool {
    var (u, v) = (0.0, 0.0)
    for _ in 0..<iterations {
      var (s, t) = (u, v)
      for _ in 1..<power { (s, t) = (s * u - t * v, s * v + t * u) }
      (u, v) = (s + x, t + y)
      if u * u + v * v > 4 { return false }
    }
    return true
  }
}

extension EscapeTime {
  /// Plane (u8: 0 Mandelbrot, 1 Julia), power (u8), iterations (u16), the constant (two f32, 0 for Mandelbrot), then the
  /// trap: shape (u8), x, y, angle, radius (f32).
  func write(to writer: inout CanonicalWriter) {
    var constant: (x: Float, y: Float) = (0, 0)
    if case .julia(let x, let y) = plane { constant = (x, y) }
    writer.write(UInt8(plane == .mandelbrot ? 0 : 1))
    writer.write(UInt8(power))
    writer.write(UInt16(iterations))
    writer.write(constant.x)
    writer.write(constant.y)
    writer.write(trap.shape.number)
    for number in [trap.x, trap.y, trap.angle, trap.radius] { writer.write(number) }
  }

  init(from reader: inout CanonicalReader) throws {
    let plane = try reader.read(UInt8.self)
    let (power, iterations) = (Int(try reader.read(UInt8.self)), Int(try reader.read(UInt16.self)))
    let (x, y) = (try reader.readFloat(), try reader.readFloat())
    guard plane <= 1, plane == 1 || (x == 0 && y == 0) else {
      throw IFSError(.invalidBytes, "an escape-time genome names no plane that this version knows")
    }
    guard let shape = OrbitTrap.Shape(number: try reader.read()) else {
      throw IFSError(.invalidBytes, "an escape-time genome has a trap of an unknown shape")
    }
    let numbers = try (0..<4).map { _ in try reader.readFloat() }
    try self.init(
      plane: plane == 0 ? .mandelbrot : .julia(x: x, y: y), power: power, iterations: iterations,
      trap: OrbitTrap(shape: shape, x: numbers[0], y: numbers[1], angle: numbers[2], radius: numbers[3]))
  }
}
