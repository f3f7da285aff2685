internal import CKernels
internal import FractalCore

/// The transfer function of sRGB (IEC 61966-2-1), as tables in both directions.
package enum SRGB {
  /// Steps of the encoding table: fine enough that the darkest 8-bit steps stay apart.
  static let encodingSteps = Int(CK_ENCODING_STEPS)

  /// Linear light of each of the 256 bytes, in 0...1.
  static let linear: [Float] = (0...255).map { byte in
    let v = Double(byte) / 255
    return Float(v <= 0.04045 ? v / 12.92 : ElementaryFunctions.pow((v + 0.055) / 1.055, 2.4))
  }

  /// The byte for linear light k / 4095.
  static let encoded: [UInt8] = (0...encodingSteps).map { step in
    let v = Double(step) / Double(encodingSteps)
    let encoded = v <= 0.003_130_8 ? 12.92 * v : 1.055 * ElementaryFunctions.pow(v, 1 / 2.4) - 0.055
    return UInt8(min(255, max(0, encoded * 255 + 0.5)))
  }

  /// The byte for linear light, clamped to 0...1.
  package static func encode(_ linear: Float) -> UInt8 {
    encoded[Int(min(1, max(0, linear)) * Float(encodingSteps) + 0.5)]
  }

  /// The three bytes for a colour in linear light.
  static func encode(_ colour: SIMD3<Float>) -> SIMD3<UInt8> {
    SIMD3(encode(colour.x), encode(colour.y), encode(colour.z))
  }
}
