import FractalCore
import FractalImageIO
import TestSupport
import Testing

@Suite struct PNGEncodeTests {
  static let shapes = [
    PixelShape(height: 1, width: 1, channels: 1), PixelShape(height: 1, width: 1, channels: 3),
    PixelShape(height: 33, width: 7, channels: 1), PixelShape(height: 7, width: 33, channels: 3),
    PixelShape(height: 256, width: 256, channels: 3),
  ]

  @Test(arguments: shapes, PNG.Compression.allCases)
  func isReadBackExactly(_ shape: PixelShape, _ compression: PNG.Compression) throws {
    for picture in [TestPictures.noise(shape), TestPictures.gradient(shape)] {
      #expect(try PNG.decode(PNG.encode(picture, compression: compression)) == picture)
    }
  }

  @Test func compressesMoreWhenAsked() throws {
    let picture = TestPictures.gradient(PixelShape(height: 128, width: 128))
    let none = try PNG.encode(picture, compression: .none).count
    let small = try PNG.encode(picture, compression: .small).count
    #expect(none > picture.shape.byteCount)
    #expect(small < none / 4)
  }

  @Test func refusesShapesThatNoPNGHas() {
    for shape in [PixelShape(height: 0, width: 4), .init(height: 4, width: 0), .init(height: 2, width: 2, channels: 2)]
    {
      #expect(code { try PNG.encode(Picture(shape: shape)) } == .shape)
    }
  }
}
