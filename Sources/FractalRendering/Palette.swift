public import FractalCore

/// A run of colours from 0 to 1: stops at equal distances, straight lines in OKLab between them.
public struct Palette: Sendable, Hashable {
  /// The stops.
  public let stops: [OKLab]

  /// How many stops a palette may have.
  public static let stopCounts = 2...16

  /// A palette through the given stops.
  ///
  /// - Precondition: 2 to 16 stops.
  public init(stops: [OKLab]) {
    precondition(Self.stopCounts.contains(stops.count), "a palette has 2 to 16 stops, not \(stops.count)")
    self.stops = stops
  }

  /// The colour at `t` in 0...1.
  public func colour(at t: Float) -> OKLab {
    let place = min(1, max(0, t)) * Float(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return .mix(stops[index], stops[index + 1], place - Float(index))
  }

  /// `count` colours at equal distances, in linear sRGB.
  func linearTable(count: Int) -> [SIMD3<Float>] {
    (0..<count).map { colour(at: Float($0) / Float(count - 1)).linearRGB.clamped(lowerBound: .zero, upperBound: .one) }
  }
}

extension Palette {
  /// A palette for a background: any hues, lightness kept away from the extremes and mostly below the fractal's.
  ///
  /// - Parameters:
  ///   - draws: the random numbers that choose it.
  ///   - foreground: the fractal's palette: of three drawn, the one is taken whose hue is farthest from it.
  public static func background(_ draws: inout RandomDraws, behind foreground: Palette? = nil) -> Palette {
    let candidates = (0..<3).map { _ in anyBackground(&draws) }
    guard let front = foreground?.colour(at: 0.6) else { return candidates[0] }
    func distance(_ palette: Palette) -> Float {
      let back = palette.colour(at: 0.5)
      return (back.a - front.a) * (back.a - front.a) + (back.b - front.b) * (back.b - front.b)
    }
    return candidates.dropFirst().reduce(candidates[0]) { distance($1) > distance($0) ? $1 : $0 }
  }

  private static func anyBackground(_ draws: inout RandomDraws) -> Palette {
    let hue = draws.unit()
    let wander = draws.uniform(0.1, 0.5) * (draws.coin() ? 1 : -1)
    let chroma = draws.uniform(0.04, 0.18)
    let from = draws.uniform(0.12, 0.42)
    let to = draws.uniform(0.2, 0.62)
    return Palette(
      stops: (0..<5).map { index in
        let t = Double(index) / 4
        return OKLab(lightness: from + (to - from) * t, chroma: chroma, hue: hue + wander * t)
      })
  }
}

extension Palette {
  /// A picture of the palette from left to right.
  public func strip(height: Int, width: Int) -> Picture {
    var pixels: [UInt8] = []
    let colours = (0..<width).map { SRGB.encode(colour(at: (Float($0) + 0.5) / Float(width)).linearRGB) }
    for _ in 0..<height { for colour in colours { pixels += [colour.x, colour.y, colour.z] } }
    return Picture(shape: PixelShape(height: height, width: width), pixels: pixels)
  }
}
