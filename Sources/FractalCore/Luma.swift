/// Grey levels of colours.
package enum Luma {
  /// The luma of sRGB bytes, three a pixel, by ITU-R BT.601 in 16-bit fixed point: (19595 R + 38470 G + 7471 B + 2^15) >> 16, as
  /// Pillow converts RGB to L.
  package static func levels(of colours: [UInt8]) -> [UInt8] {
    (0..<colours.count / 3).map { place in
      let (r, g, b) = (Int(colours[3 * place]), Int(colours[3 * place + 1]), Int(colours[3 * place + 2]))
      return UInt8((19595 * r + 38470 * g + 7471 * b + 0x8000) >> 16)
    }
  }
}
