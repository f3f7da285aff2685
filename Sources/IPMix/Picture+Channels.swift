public import FractalCore

extension Picture {
  /// The same picture with 1 or 3 channels: grey spread over three, or the luma (19595 R + 38470 G + 7471 B + 2^15) >>
  /// 16 that Pillow calls mode L.
  public func withChannels(_ channels: Int) -> Picture {
    guard channels != self.channels else { return self }
    let target = PixelShape(height: height, width: width, channels: channels)
    if self.channels == 1 {
      return Picture(shape: target, pixels: pixels.flatMap { [UInt8](repeating: $0, count: channels) })
    }
    var result = Picture(shape: target)
    for pixel in 0..<shape.pixelCount {
      let start = pixel * self.channels
      let sum = 19_595 * Int(pixels[start]) + 38_470 * Int(pixels[start + 1]) + 7_471 * Int(pixels[start + 2])
      for channel in 0..<channels { result.pixels[pixel * channels + channel] = UInt8((sum + 32_768) >> 16) }
    }
    return result
  }
}
