internal import CKernels

/// Grey levels of colours.
package enum Luma {
  /// The luma of sRGB bytes, three a pixel, by ITU-R BT.601 in 16-bit fixed point: (19595 R + 38470 G + 7471 B + 2^15) >> 16, as
  /// Pillow converts RGB to L.
  package static func levels(of colours: [UInt8]) -> [UInt8] {
    (0..<colours.count / 3).map { pixel in
      let (red, green, blue) = (colours[3 * pixel], colours[3 * pixel + 1], colours[3 * pixel + 2])
      return UInt8(ck_luma(UInt32(red), UInt32(green), UInt32(blue)))
    }
  }
}
