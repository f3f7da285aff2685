public import FractalCore

extension Picture {
  /// The same picture with 1 or 3 channels.
  ///
  /// Grey is spread over three; RGB becomes the luma (19595 R + 38470 G + 7471 B + 2^15) >> 16 that Pillow calls mode L.
  /// Any other change of channels gives the picture as it is.
  public func withChannels(_ channels: Int) -> Picture {
    let target = PixelShape(height: height, width: width, channels: channels)
    if self.channels == 1 && channels == 3 {
      return Picture(shape: target, pixels: pixels.flatMap { [$0, $0, $0] })
    }
    guard self.channels == 3 && channels == 1 else { return self }
    var result = Picture(shape: target)
    for pixel in 0..<shape.pixelCount {
      let start = pixel * 3
      let sum = 19_595 * Int(pixels[start]) + 38_470 * Int(pixels[start + 1]) + 7_471 * Int(pixels[start + 2])
      result.pixels[pixel] = UInt8((sum + 32_768) >> 16)
    }
    return result
  }
}
