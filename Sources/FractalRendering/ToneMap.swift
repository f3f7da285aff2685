internal import FractalCore

/// Log-density tone mapping: how bright so many hits are.
///
/// With d the hits of a pixel over the hits that each would have if all were hit alike, brightness is
/// (log(1 + exposure d) / log(1 + exposure d_white))^(1 / gamma), where d_white is the density that 995 of 1,000 occupied
/// pixels do not exceed. Densities, not hits, make a picture keep its look when it takes more samples.
///
/// Source of log-density display: Draves and Reckase, "The fractal flame algorithm", 2003.
struct ToneMap {
  /// Steps of brightness that a picture distinguishes before colour.
  static let levels = 1024

  /// A bin for each octave of hits and 512 steps within it: hits 1 to 2^28 fall into bins 0 to 28 x 512.
  static let binCount = 28 * 512 + 1

  @inline(__always)
  static func bin(_ hits: UInt32) -> Int {
    Int(Float(hits).bitPattern &>> 14) &- Int(Float(1).bitPattern &>> 14)
  }

  /// What logarithms depend on: kept from picture to picture, as most of a set share it.
  struct Scale: Equatable {
    var samplesPerPixel: Float
    var exposure: Float
  }

  /// log(1 + exposure d) for the lower edge of each bin.
  static func logarithms(_ scale: Scale) -> [Float] {
    (0..<binCount).map { bin in
      let hits = Float(bitPattern: UInt32(bin + Int(Float(1).bitPattern >> 14)) << 14)
      return Float(ElementaryFunctions.log(1 + Double(scale.exposure) * Double(hits) / Double(scale.samplesPerPixel)))
    }
  }

  /// Brightness in 0...1 of each level, level k standing for k / 1023 of the white point's logarithm.
  static func brightness(gamma: Float) -> [Float] {
    (0..<levels).map { Float(ElementaryFunctions.pow(Double($0) / Double(levels - 1), 1 / Double(gamma))) }
  }
}
