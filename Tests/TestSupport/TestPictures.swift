public import FractalCore

/// Pictures for tests, drawn from the testing domain: the same in every run.
public enum TestPictures {
  /// Independent bytes over the full range: faulty weights show on nothing else as well.
  public static func noise(_ shape: PixelShape, seed: UInt64 = 0) -> Picture {
    var draws = RandomStream(seed: seed, purpose: .testPicture).draws()
    return Picture(shape: shape, pixels: (0..<shape.byteCount).map { _ in UInt8(truncatingIfNeeded: draws.word()) })
  }

  /// A smooth ramp in each channel, each in another direction.
  public static func gradient(_ shape: PixelShape) -> Picture {
    var picture = Picture(shape: shape)
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        for channel in 0..<shape.channels {
          let across = 255 * column / max(1, shape.width - 1)
          let down = 255 * row / max(1, shape.height - 1)
          picture[row, column, channel] = UInt8([across, down, 255 - (across + down) / 2][channel % 3])
        }
      }
    }
    return picture
  }
}
