internal import CKernels

/// Grey levels of colours.
package enum Luma {
  /// The luma of sRGB bytes, three a pixel, by ITU-R BT.601 in 16-bit fixed point: (19595 R + 38470 G + 7471 B + 2^15) >> 16, as
  /// Pillow converts RGB to L.
  package static func levels(of colours: [UInt8]) -> [UInt8] {
    (0..<colours.count / 3).map { level(colours[3 * $0], colours[3 * $0 + 1], colours[3 * $0 + 2]) }
  }

  /// The luma of one colour.
  @inline(__always)
  static func level(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: ck_luma(UInt32(red), UInt32(green), UInt32(blue)))
  }
}
