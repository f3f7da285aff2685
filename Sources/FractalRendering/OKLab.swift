internal import FractalCore

/// A colour in OKLab, a space in which equal steps look about equal.
///
/// Source: Ottosson, "A perceptual color space for image processing", 2020; the matrices are those he gives for linear
/// sRGB primaries with the D65 white point.
public struct OKLab: Sendable, Hashable {
  /// Lightness: 0 is black, 1 is white.
  public var lightness: Float
  /// From green (negative) to red.
  public var a: Float
  /// From blue (negative) to yellow.
  public var b: Float

  /// A colour by its coordinates.
  public init(lightness: Float, a: Float, b: Float) {
    (self.lightness, self.a, self.b) = (lightness, a, b)
  }

  /// A colour by lightness, chroma and hue (OKLCH), its chroma reduced until the sRGB gamut holds it.
  ///
  /// - Parameters:
  ///   - lightness: perceived lightness, 0 for black to 1 for white.
  ///   - chroma: the distance from grey, from 0; sRGB holds up to about 0.32.
  ///   - hue: in turns: 0 is red-pink, 1/3 is green, 2/3 is blue, about.
  public init(lightness: Double, chroma: Double, hue: Double) {
    let direction = ElementaryFunctions.sinCos(2 * .pi * hue)
    func colour(_ chroma: Double) -> OKLab {
      OKLab(lightness: Float(lightness), a: Float(chroma * direction.cos), b: Float(chroma * direction.sin))
    }
    var (low, high) = (0.0, chroma)
    if colour(chroma).isInGamut {
      low = chroma
    } else {
      for _ in 0..<12 {
        let middle = (low + high) / 2
        if colour(middle).isInGamut { low = middle } else { high = middle }
      }
    }
    self = colour(low)
  }

  /// The colour in linear sRGB; components leave 0...1 where the gamut ends.
  public var linearRGB: SIMD3<Float> {
    let l = lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b
    let m = lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b
    let s = lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b
    let (l3, m3, s3) = (l * l * l, m * m * m, s * s * s)
    return SIMD3(
      4.076_741_662_1 * l3 - 3.307_711_591_3 * m3 + 0.230_969_929_2 * s3,
      -1.268_438_004_6 * l3 + 2.609_757_401_1 * m3 - 0.341_319_396_5 * s3,
      -0.004_196_086_3 * l3 - 0.703_418_614_7 * m3 + 1.707_614_701_0 * s3)
  }

  /// The colour `t` of the way from one to another.
  static func mix(_ from: OKLab, _ to: OKLab, _ t: Float) -> OKLab {
    OKLab(
      lightness: from.lightness + t * (to.lightness - from.lightness), a: from.a + t * (to.a - from.a),
      b: from.b + t * (to.b - from.b))
  }

  private var isInGamut: Bool {
    let rgb = linearRGB
    return rgb.min() >= -1e-4 && rgb.max() <= 1.0001
  }
}
