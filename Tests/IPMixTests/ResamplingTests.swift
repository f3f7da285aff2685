import FractalCore
import IPMix
import TestSupport
import Testing

@Suite struct ResamplingTests {
  /// Halving takes the triangle of half-width 2 about each output centre.
  ///
  /// At both edges of four pixels that leaves the weights 3, 3, 1 over 7: (3 * 10 + 3 * 20 + 30) / 7 = 17.14 and
  /// (20 + 3 * 30 + 3 * 40) / 7 = 32.86.
  @Test func halvingWeighsByTheTriangle() throws {
    let row = Picture(shape: PixelShape(height: 1, width: 4, channels: 1), pixels: [10, 20, 30, 40])
    let half = try Resampling(from: row.shape, height: 1, width: 2)(row)
    #expect(half.pixels == [17, 33])
  }

  @Test func sameSizeIsACopyAndAConstantStaysConstant() throws {
    let noise = TestPictures.noise(PixelShape(height: 20, width: 31))
    #expect(try Resampling(from: noise.shape, height: 20, width: 31)(noise) == noise)
    for value: UInt8 in [0, 1, 127, 254, 255] {
      let constant = Picture(shape: PixelShape(height: 50, width: 41), filledWith: value)
      let resized = try Resampling(from: constant.shape, height: 17, width: 97)(constant)
      #expect(resized.pixels.allSatisfy { $0 == value })
    }
  }

  @Test func aPartEqualsThatPartOfTheWhole() throws {
    let noise = TestPictures.noise(PixelShape(height: 64, width: 80))
    for (height, width) in [(36, 45), (64, 45), (90, 80), (100, 101)] {
      let resampling = try Resampling(from: noise.shape, height: height, width: width)
      let whole = try resampling(noise)
      let part = try resampling(noise, rows: 3..<30, columns: 5..<40)
      for row in 0..<27 {
        for column in 0..<35 {
          #expect((0..<3).allSatisfy { part[row, column, $0] == whole[row + 3, column + 5, $0] })
        }
      }
    }
  }

  @Test func impossibleRequestsAreErrors() throws {
    #expect(throws: ResamplingError.self) { try Resampling(from: Samples.shape, height: 0, width: 5) }
    let resampling = try Resampling(from: Samples.shape, height: 8, width: 8)
    #expect(throws: ResamplingError.self) { try resampling(Samples.picture(0, PixelShape(height: 9, width: 9))) }
    #expect(throws: ResamplingError.self) { try resampling(Samples.picture(0), rows: 0..<9, columns: 0..<8) }
  }

  @Test func channelsConvertAsPillowsLuma() {
    let colours = Picture(shape: PixelShape(height: 1, width: 3), pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255])
    #expect(colours.withChannels(1).pixels == [76, 150, 29])
    #expect(colours.withChannels(1).withChannels(3).pixels == [76, 76, 76, 150, 150, 150, 29, 29, 29])
  }
}
