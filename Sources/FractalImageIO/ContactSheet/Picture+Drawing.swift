internal import FractalCore

/// Drawing on an RGB picture; what is drawn must lie within it.
extension Picture {
  /// An RGB picture of one colour.
  init(height: Int, width: Int, colour: SIMD3<UInt8>) {
    let shape = PixelShape(height: height, width: width, channels: 3)
    let pixels = [UInt8](unsafeUninitializedCapacity: shape.byteCount) { buffer, count in
      for pixel in 0..<shape.pixelCount {
        for channel in 0..<3 { buffer.initializeElement(at: pixel * 3 + channel, to: colour[channel]) }
      }
      count = shape.byteCount
    }
    self.init(shape: shape, pixels: pixels)
  }

  /// Copies `other` to a place that it fits in, each pixel as a square of `factor` x `factor`.
  mutating func place(_ other: Picture, magnifiedBy factor: Int, row top: Int, column left: Int) {
    let rowBytes = width * 3
    let channelStep = other.channels == 3 ? 1 : 0
    for row in 0..<other.height {
      let first = (top + row * factor) * rowBytes + left * 3
      var target = first
      var source = row * other.width * other.channels
      for _ in 0..<other.width {
        for _ in 0..<factor {
          pixels[target] = other.pixels[source]
          pixels[target + 1] = other.pixels[source + channelStep]
          pixels[target + 2] = other.pixels[source + 2 * channelStep]
          target += 3
        }
        source += other.channels
      }
      // An array of its own: a slice of `pixels` would make each replacement copy the whole sheet.
      let line = Array(pixels[first..<target])
      for copy in 1..<max(1, factor) {
        let start = first + copy * rowBytes
        pixels.replaceSubrange(start..<start + line.count, with: line)
      }
    }
  }

  /// Writes as many characters of `text` as fit into `room` columns, with squares of `factor` x `factor` for pixels.
  mutating func write(
    _ text: String, colour: SIMD3<UInt8>, magnifiedBy factor: Int, row top: Int, column left: Int, room: Int
  ) {
    // The last character needs no space after it.
    let characters = text.prefix(max(0, (room + factor) / (CaptionFont.advance * factor)))
    for (index, character) in characters.enumerated() {
      for (row, bits) in CaptionFont.rows(of: character).enumerated() {
        for column in 0..<CaptionFont.width where bits >> (CaptionFont.width - 1 - column) & 1 == 1 {
          for y in 0..<factor {
            for x in 0..<factor {
              for channel in 0..<3 {
                self[
                  top + row * factor + y, left + (index * CaptionFont.advance + column) * factor + x, channel
                ] = colour[channel]
              }
            }
          }
        }
      }
    }
  }
}
