internal import FractalCore

/// The overall colour of a picture: the colour differences of its mean, in 255ths (ITU-R BT.601); 0 is grey.
package struct Chroma: Sendable, Hashable {
  /// Cb: from yellow (negative) to blue.
  package var blue: Double
  /// Cr: from cyan (negative) to red.
  package var red: Double

  package static let grey = Chroma(blue: 0, red: 0)

  private init(blue: Double, red: Double) { (self.blue, self.red) = (blue, red) }

  /// Estimates the colour that a picture will have, without drawing it.
  ///
  /// Bright parts are mixed into the background as in ``ToneMap``, with a curve with gamma but no white point; where
  /// the colour
  /// does not come from density, each level has all of the palette's. A background counts by its middle. Highlights are left out.
  ///
  /// - Parameters:
  ///   - light: brightness at exposure 12 and gamma 2, in linear light, 0...255.
  ///   - isEscapeTime: whether it is that of an escape-time fractal, whose white point is a density of 1.
  package init(of light: [UInt8], isEscapeTime: Bool, _ colouring: Colouring, over background: Background) {
    var counts = [Int](repeating: 0, count: Self.levels)
    for value in light { counts[Int(value) * Self.levels / 256] += 1 }
    let back = Self.middle(of: background)
    let palette = colouring.lightTable(count: Self.colours)
    let exponent = 1 / Double(colouring.gamma)
    var sum = SIMD3<Int>()
    for (level, count) in counts.enumerated() where count > 0 {
      var brightness: Float = 0
      // The first level is the background's.
      if level > 0 {
        let place = (Double(level) + 0.5) / Double(Self.levels)
        brightness = Float(
          ElementaryFunctions.pow(Self.density(place, isEscapeTime: isEscapeTime, colouring), exponent))
      }
      let colours: ArraySlice<SIMD3<Float>> =
        switch colouring.mode {
        case .density:
          palette[min(Self.colours - 1, Int(brightness * Float(Self.colours)))...].prefix(1)
        case .flat: palette.suffix(1)
        case .coordinate, .trap: palette[...]
        }
      if colouring.mode == .flat, level > 0 { brightness = 1 }
      var mean = SIMD3<Int>()
      for colour in colours {
        mean &+= SIMD3<Int>(truncatingIfNeeded: SRGB.encode(back + (colour - back) * brightness))
      }
      sum &+= mean &* (count * Self.colours / colours.count)
    }
    let scale = 1 / Double(light.count * Self.colours)
    let (r, g, b) = (Double(sum.x) * scale, Double(sum.y) * scale, Double(sum.z) * scale)
    let luma = 0.299 * r + 0.587 * g + 0.114 * b
    (blue, red) = (0.564 * (b - luma), 0.713 * (r - luma))
  }

  private static let levels = 16
  private static let colours = 8
  /// The exposure of the brightness that an estimate begins with.
  private static let lightExposure = 12.0

  /// Log-density over that of the white point, 0...1, from brightness, 0...1.
  private static func density(_ light: Double, isEscapeTime: Bool, _ colouring: Colouring) -> Double {
    guard isEscapeTime else { return light * light }
    let exposure = Double(colouring.exposure)
    let density = (ElementaryFunctions.pow(1 + lightExposure, light * light) - 1) / lightExposure
    return ElementaryFunctions.log(1 + exposure * density) / ElementaryFunctions.log(1 + exposure)
  }

  private static func middle(of background: Background) -> SIMD3<Float> {
    switch background {
    case .black: .zero
    case .solid(let colour): colour.linearRGB.clamped(lowerBound: .zero, upperBound: .one)
    case .gradient(let from, let to, _):
      OKLab.mix(from, to, 0.5).linearRGB.clamped(lowerBound: .zero, upperBound: .one)
    case .noise(let palette, _):
      palette.colour(at: 0.5).linearRGB.clamped(lowerBound: .zero, upperBound: .one)
    }
  }
}
