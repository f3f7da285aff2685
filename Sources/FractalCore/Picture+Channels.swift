extension Picture {
  /// The same picture with 1 or 3 channels.
  ///
  /// Grey is spread over three; RGB becomes the luma (19595 R + 38470 G + 7471 B + 2^15) >> 16 that Pillow calls mode L.
  /// Any other change of channels gives the picture as it is.
  public func withChannels(_ channels: Int) -> Picture {
    guard (self.channels, channels) == (1, 3) || (self.channels, channels) == (3, 1) else { return self }
    var result = Picture(shape: PixelShape(height: height, width: width, channels: channels))
    pixels.withUnsafeBufferPointer { source in
      result.pixels.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        Channels.convert(
          source, channels: self.channels, to: target, channels: channels, pixels: shape.pixelCount)
      }
    }
    return result
  }
}

/// From grey to RGB and back, on interleaved pixels.
package enum Channels {
  /// Converts `pixels` pixels, from 1 to 3 channels or from 3 to 1.
  package static func convert(
    _ source: UnsafePointer<UInt8>, channels from: Int, to target: UnsafeMutablePointer<UInt8>, channels to: Int,
    pixels: Int
  ) {
    if from == 1 && to == 3 {
      for pixel in 0..<pixels {
        for channel in 0..<3 { target[3 &* pixel &+ channel] = source[pixel] }
      }
    } else if from == 3 && to == 1 {
      for pixel in 0..<pixels {
        target[pixel] = Luma.level(source[3 &* pixel], source[3 &* pixel &+ 1], source[3 &* pixel &+ 2])
      }
    }
  }
}
