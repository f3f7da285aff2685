import FractalCore
import IPMix
import TestSupport
import Testing

/// Facts that can be worked out by hand; equality with Pillow is tested in Tools/python-tests.
@Suite struct ImageOperationTests {
  let ramp = Picture(shape: PixelShape(height: 1, width: 4, channels: 1), pixels: [0, 100, 200, 255])

  @Test func pointOperationsAreTheirFormulas() {
    #expect(ImageOperation.invert(ramp).pixels == [255, 155, 55, 0])
    #expect(ImageOperation.solarize(threshold: 200)(ramp).pixels == [0, 100, 55, 0])
    #expect(ImageOperation.solarize(threshold: 256)(ramp).pixels == ramp.pixels)
    #expect(ImageOperation.posterize(bits: 1)(ramp).pixels == [0, 0, 128, 128])
    #expect(ImageOperation.posterize(bits: 8)(ramp).pixels == ramp.pixels)
  }

  @Test func movesMoveWholePixelsAndFillWithZero() {
    #expect(ImageOperation.mirror(ramp).pixels == [255, 200, 100, 0])
    #expect(ImageOperation.translateX(pixels: 1)(ramp).pixels == [100, 200, 255, 0])
    #expect(ImageOperation.translateX(pixels: -3)(ramp).pixels == [0, 0, 0, 0])
    #expect(ImageOperation.translateX(pixels: -1_000_000)(ramp).pixels == [0, 0, 0, 0])
    #expect(ImageOperation.translateY(pixels: 1)(ramp).pixels == [0, 0, 0, 0])
  }

  /// The centre of pixel x lies at x + 1/2, so a shear by 1/2 moves row 0 by 1/4: (0, 100) at 1/4 is 25, (100, 200)
  /// at 1/4 is 125, (200, 255) at 1/4 is 213.75, truncated; the last place, 3.75, has its right tap clamped.
  @Test func shearInterpolatesBetweenCentresAndTruncates() {
    #expect(ImageOperation.shearX(factor: 0.5)(ramp).pixels == [25, 125, 213, 255])
  }

  @Test func shearTakesNothingFromOutside() {
    #expect(ImageOperation.shearX(factor: 20)(ramp).pixels == [0, 0, 0, 0])
    #expect(ImageOperation.shearX(factor: .nan)(ramp).pixels == [0, 0, 0, 0])
    #expect(ImageOperation.shearY(factor: .infinity)(ramp).pixels == [0, 0, 0, 0])
  }

  @Test(arguments: [0, 90, 180, 270, 360, -90]) func rightAnglesOfASquareAreExact(degrees: Int) {
    let square = Picture(shape: PixelShape(height: 2, width: 2, channels: 1), pixels: [1, 2, 3, 4])
    let expected: [Int: [UInt8]] = [
      0: [1, 2, 3, 4], 90: [2, 4, 1, 3], 180: [4, 3, 2, 1], 270: [3, 1, 4, 2], 360: [1, 2, 3, 4], -90: [3, 1, 4, 2],
    ]
    #expect(ImageOperation.rotate(degrees: degrees)(square).pixels == expected[degrees])
  }

  @Test func rotationKeepsTheCentreOfAnOddPictureAndEmptiesCorners() {
    let noise = TestPictures.noise(PixelShape(height: 33, width: 33))
    let turned = ImageOperation.rotate(degrees: 30)(noise)
    for channel in 0..<3 {
      #expect(abs(Int(turned[16, 16, channel]) - Int(noise[16, 16, channel])) <= 1)
      #expect(turned[0, 0, channel] == 0 && turned[32, 32, channel] == 0)
    }
  }

  /// 512 pixels, half of them 0 and half 255: the last bin holds 256, step (512 - 256) / 255 = 1; 0 maps to 0 and 255 to
  /// min(255, 256).
  @Test func equalizeSpreadsTheHistogram() {
    let shape = PixelShape(height: 16, width: 32, channels: 1)
    let two = Picture(shape: shape, pixels: (0..<512).map { $0 < 256 ? 10 : 20 })
    let spread = ImageOperation.equalize(two)
    #expect(spread.pixels.prefix(256).allSatisfy { $0 == 0 })
    #expect(spread.pixels.suffix(256).allSatisfy { $0 == 255 })
    let constant = Picture(shape: shape, filledWith: 77)
    #expect(ImageOperation.equalize(constant) == constant)
  }

  /// 40 pixels from 100 to 139: 10 percent leave out 4 at either end, so 104 becomes 0 and 135 becomes 255.
  @Test func autocontrastStretchesWhatIsLeft() {
    let shape = PixelShape(height: 4, width: 10, channels: 1)
    let picture = Picture(shape: shape, pixels: (100..<140).map { UInt8($0) })
    let stretched = ImageOperation.autocontrast(cutoff: 10)(picture).pixels
    #expect(stretched[0...4] == [0, 0, 0, 0, 0] && stretched[35...39] == [255, 255, 255, 255, 255])
    #expect(stretched[20] == UInt8(20 * 255.0 / 31 - 4 * 255.0 / 31))
    let constant = Picture(shape: shape, filledWith: 77)
    #expect(ImageOperation.autocontrast(cutoff: 0)(constant) == constant)
  }

  @Test func enhancersBlendAwayFromTheirDegenerate() {
    let two = Picture(shape: PixelShape(height: 1, width: 2, channels: 1), pixels: [10, 21])
    #expect(ImageOperation.brightness(factor: 0.5)(two).pixels == [5, 10])
    // The mean is 15.5, int(15.5 + 0.5) = 16: 16 + 2 (10 - 16) = 4, 16 + 2 (21 - 16) = 26.
    #expect(ImageOperation.contrast(factor: 2)(two).pixels == [4, 26])
    #expect(ImageOperation.color(factor: 0.3)(two) == two)
    let red = Picture(shape: PixelShape(height: 1, width: 1), pixels: [255, 0, 0])
    #expect(ImageOperation.color(factor: 0)(red).pixels == [76, 76, 76])
    // One bright pixel of 130 smooths to 5 * 130 / 13 = 50; its neighbours, all of the border, stay.
    var point = Picture(shape: PixelShape(height: 3, width: 3, channels: 1))
    point[1, 1, 0] = 130
    #expect(ImageOperation.sharpness(factor: 0)(point).pixels == [0, 0, 0, 0, 50, 0, 0, 0, 0])
    for kind in ImageOperationKind.extra where kind != .autocontrast {
      let noise = TestPictures.noise(PixelShape(height: 9, width: 11))
      // A level of 5 is the factor 1: nothing changes.
      #expect(kind.operation(level: 5, shape: noise.shape)(noise) == noise)
    }
  }

  @Test func levelsBecomeParameters() {
    let shape = PixelShape(height: 32, width: 96)
    let expected: [ImageOperation] = [
      .equalize, .posterize(bits: 3), .rotate(degrees: -8), .solarize(threshold: 182), .shearX(factor: -2.9 * 0.3 / 10),
      .shearY(factor: -2.9 * 0.3 / 10), .translateX(pixels: -9), .translateY(pixels: -3), .mirror, .invert,
      .autocontrast(cutoff: 10 - 2.9 * 10 / 10), .color(factor: 2.9 * 1.8 / 10 + 0.1),
      .contrast(factor: 2.9 * 1.8 / 10 + 0.1), .brightness(factor: 2.9 * 1.8 / 10 + 0.1),
      .sharpness(factor: 2.9 * 1.8 / 10 + 0.1),
    ]
    // Whole parameters are truncated: 2.9 * 4 / 10 to 1, 2.9 * 256 / 10 = 74.24 to 74.
    for (kind, operation) in zip(ImageOperationKind.allCases, expected) {
      #expect(kind.operation(level: 2.9, negative: true, shape: shape) == operation)
    }
    let plain = ImageOperationKind.autocontrast.operation(level: 2.9, shape: shape, autocontrastCutoff: .zero)
    #expect(plain == .autocontrast(cutoff: 0))
  }

  @Test(arguments: ImageOperationKind.allCases) func everyOperationKeepsAnyShape(_ kind: ImageOperationKind) {
    for shape in [
      PixelShape(height: 1, width: 1, channels: 1), PixelShape(height: 8, width: 31),
      PixelShape(height: 61, width: 9, channels: 1),
    ] {
      for operation in Self.examples where operation.kind == kind {
        #expect(operation(TestPictures.noise(shape)).shape == shape)
      }
    }
  }

  static let examples: [ImageOperation] = [
    .equalize, .posterize(bits: 3), .posterize(bits: -5), .posterize(bits: 99), .rotate(degrees: 17),
    .rotate(degrees: -1_000_000_007), .rotate(degrees: 1_000_000_007), .solarize(threshold: -1),
    .solarize(threshold: 1000),
    .autocontrast(cutoff: 0), .autocontrast(cutoff: 3.7), .autocontrast(cutoff: 1000), .autocontrast(cutoff: .nan),
    .color(factor: 1.7), .color(factor: .nan), .contrast(factor: 0.1), .contrast(factor: 1e300),
    .brightness(factor: 1.9), .brightness(factor: -.infinity), .sharpness(factor: 1.9), .sharpness(factor: 0),
    .shearX(factor: 0.3), .shearX(factor: -1e300), .shearY(factor: -0.3), .shearY(factor: 1e-300),
    .translateX(pixels: 1000), .translateY(pixels: -1000), .translateY(pixels: -1_000_000), .mirror, .invert,
  ]
}
