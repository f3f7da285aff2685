import FractalCore
import IPMix
import Testing

/// The crop of a padded picture, against one that looks pixels up in it.
@Suite struct CropAndFlipTests {
  @Test(arguments: [0, 1, 7, 8, 9, 31, 64])
  func cropsAreThoseOfThePaddedPictureAlsoBesideIt(padding: Int) {
    let law = CropAndFlip(padding: padding, flips: true)
    for (height, width) in [(8, 8), (8, 33), (33, 8), (9, 21)] {
      let shape = PixelShape(height: height, width: width, channels: 3)
      let picture = Samples.picture(1, shape)
      let ends = Set([0, 1, padding, padding + width - 1, padding + width, 2 * padding].filter { $0 <= 2 * padding })
      for left in ends {
        for top in ends {
          for isFlipped in [false, true] {
            let choice = CropAndFlip.Choice(left: left, top: top, isFlipped: isFlipped)
            var result = [UInt8](repeating: 7, count: shape.byteCount)
            picture.pixels.withUnsafeBufferPointer { source in
              result.withUnsafeMutableBufferPointer {
                law.apply(choice, to: source.baseAddress!, .interleaved, shape: shape, into: $0.baseAddress!)
              }
            }
            var expected: [UInt8] = []
            for row in 0..<height {
              for column in 0..<width {
                let (y, x) = (row + top - padding, (isFlipped ? width - 1 - column : column) + left - padding)
                let isInside = 0..<height ~= y && 0..<width ~= x
                for channel in 0..<3 { expected.append(isInside ? picture.pixels[(y * width + x) * 3 + channel] : 0) }
              }
            }
            #expect(result == expected, "\(shape) padding \(padding) \(choice)")
          }
        }
      }
    }
  }
}
