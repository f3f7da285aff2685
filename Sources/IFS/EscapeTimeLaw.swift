public import FractalCore

/// The law of random escape-time fractals with orbit traps.
///
/// Power uniform on a range; a Julia set with a given chance, its constant on the edge of the Mandelbrot set of that power,
/// where Julia sets are richest; trap of a uniform shape, its place uniform on the disc of radius 1.2, angle uniform, circle
/// radii uniform on (0.1, 1).
///
/// That IPMix's set held orbit traps: arXiv 2310.04780. The law is Fernery's own.
public struct EscapeTimeLaw: Sendable, Hashable {
  /// The range of powers, each as likely.
  public var powers: ClosedRange<Int>
  /// The chance of a Julia set, 0...1; else it is the Mandelbrot set.
  public var julia: Double
  /// The shapes that a trap may have.
  public var traps: [OrbitTrap.Shape]
  /// Iterations of each orbit.
  public var iterations: Int
  /// How often the window is narrowed, uniform: by about 2.5 each time.
  public var zooms: ClosedRange<Int>
  /// Samples a side of a pixel: a picture takes the square of it for each.
  public var grid: Int

  /// How often a window may be narrowed; deeper ones outrun float32 centres.
  public static let zoomCounts = 0...8
  /// The samples a side of a pixel that may be asked for.
  public static let grids = 1...8

  /// A law by its parts.
  ///
  /// - Throws: ``IFSError`` for a value out of its range.
  public init(
    powers: ClosedRange<Int> = 2...6, julia: Double = 0.6, traps: [OrbitTrap.Shape] = OrbitTrap.Shape.allCases,
    iterations: Int = 256, zooms: ClosedRange<Int> = 1...5, grid: Int = 3
  ) throws(IFSError) {
    func check(_ condition: Bool, _ message: @autoclosure () -> String) throws(IFSError) {
      guard condition else { throw IFSError(.invalidLaw, message()) }
    }
    try check(
      EscapeTime.powers.contains(powers.lowerBound) && EscapeTime.powers.contains(powers.upperBound),
      "escape-time draws powers 2 to 6, not \(powers.lowerBound) to \(powers.upperBound)")
    try check((0...1).contains(julia), "escape-time draws a Julia set with the chance \(julia); it must be 0 to 1")
    try check(!traps.isEmpty, "escape-time needs at least one shape of trap")
    try check(
      EscapeTime.iterationCounts.contains(iterations),
      "escape-time takes \(iterations) iterations; there must be 8 to 4096")
    try check(
      Self.zoomCounts.contains(zooms.lowerBound) && Self.zoomCounts.contains(zooms.upperBound),
      "escape-time narrows a window \(zooms.lowerBound) to \(zooms.upperBound) times; it must be 0 to 8")
    try check(Self.grids.contains(grid), "escape-time takes \(grid) samples a pixel's side; there must be 1 to 8")
    (self.powers, self.julia, self.traps, self.iterations) = (powers, julia, traps, iterations)
    (self.zooms, self.grid) = (zooms, grid)
  }

  /// Draws one fractal.
  public func sample(_ draws: inout RandomDraws) -> EscapeTime {
    let power = draws.whole(in: powers)
    let isJulia = draws.unit() < julia
    let plane: EscapeTime.Plane
    if isJulia {
      let edge = Self.edge(power: power, &draws)
      plane = .julia(x: Float(edge.x), y: Float(edge.y))
    } else {
      plane = .mandelbrot
    }
    let shape = traps[draws.below(traps.count)]
    let distance = 1.2 * draws.unit().squareRoot()
    let direction = ElementaryFunctions.sinCos(draws.uniform(-.pi, .pi))
    let angle = draws.uniform(-.pi, .pi)
    let radius = draws.uniform(0.1, 1)
    do {
      return try EscapeTime(
        plane: plane, power: power, iterations: iterations,
        trap: OrbitTrap(
          shape: shape, x: Float(distance * direction.cos), y: Float(distance * direction.sin),
          angle: shape == .line || shape == .cross ? Float(angle) : 0, radius: shape == .circle ? Float(radius) : 0))
    } catch {
      preconditionFailure("the law draws valid fractals alone: \(error)")
    }
  }

  /// A point next to the edge of a multibrot set: where a ray from a random inner point last leaves what stays bounded.
  ///
  /// By bisection between an inner and an outer point of the ray; then up to 3 % further out or in.
  static func edge(power: Int, _ draws: inout RandomDraws) -> (x: Double, y: Double) {
    let direction = ElementaryFunctions.sinCos(draws.uniform(-.pi, .pi))
    var (inner, outer) = (0.0, 2.0)
    for _ in 0..<24 {
      let middle = (inner + outer) / 2
      let isBounded = EscapeTime.isBounded(
        x: middle * direction.cos, y: middle * direction.sin, power: power, iterations: 200)
      if isBounded { inner = middle } else { outer = middle }
    }
    let distance = outer * draws.uniform(0.985, 1.03)
    return (distance * direction.cos, distance * direction.sin)
  }
}
