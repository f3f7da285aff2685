import FractalCore
import Testing

@testable import IPMix

/// One mixing operation over a whole small picture; the equality with NumPy is tested in Tools/python-tests.
@Suite struct MixingOperationTests {
  static let shape = PixelShape(height: 8, width: 8, channels: 1)

  /// The byte that an operation makes of a chain's byte u and a source's byte v.
  func mix(_ operation: MixingOperation, _ overflow: Overflow, u: UInt8, v: UInt8) throws -> UInt8 {
    let pixels = try mix(
      operation, overflow, Picture(shape: Self.shape, filledWith: u), Picture(shape: Self.shape, filledWith: v))
    #expect(pixels.allSatisfy { $0 == pixels[0] })
    return pixels[0]
  }

  func mix(
    _ operation: MixingOperation, _ overflow: Overflow, _ image: Picture, _ source: Picture,
    rectangle: PatchRectangle? = nil
  ) throws -> [UInt8] {
    let shape = image.shape
    let plan = MixingPlan(
      recipe: "test", seed: 0, epoch: 0, index: 0, view: 0, imageShape: shape, mixingWeight: 1,
      chains: [
        .init(
          weight: 1, level: .patch,
          steps: [
            .patch(
              rectangle: rectangle ?? PatchRectangle(left: 0, top: 0, width: shape.width, height: shape.height),
              operation: operation, source: .mixingPicture)
          ])
      ],
      mixingPicture: .init(asset: 0, resizedHeight: shape.height, resizedWidth: shape.width, top: 0, left: 0),
      overflow: overflow,
      normalization: .init(
        mean: [Float](repeating: 0, count: shape.channels),
        standardDeviation: [Float](repeating: 1, count: shape.channels)))
    return IPMixer().mixed(plan, image, source, .planar).picture.pixels
  }

  /// (1 (2u - 1) + 0 + 1) / 2 = u; with p = q = 1 and u = v = 1, 1.5 * 255 = 382.5: clipped 255, wrapped 382 - 256.
  @Test func addIsAffine() throws {
    #expect(try mix(.add(p: 1, q: 0), .clip, u: 255, v: 13) == 255)
    #expect(try mix(.add(p: 1, q: 1), .clip, u: 255, v: 255) == 255)
    #expect(try mix(.add(p: 1, q: 1), .wrap, u: 255, v: 255) == 126)
    // (-1 - 1 + 1) / 2 * 255 = -127.5, truncated to -127: its low byte is 129.
    #expect(try mix(.add(p: 1, q: 1), .wrap, u: 0, v: 0) == 129)
    #expect(try mix(.add(p: 1, q: 1), .clip, u: 0, v: 0) == 0)
  }

  /// 2^p 2^q / 2 * 255 at full bytes: with p = q = 1 that is 510.
  @Test func multiplyIsAPowerLaw() throws {
    #expect(try mix(.multiply(p: 1, q: 1), .clip, u: 255, v: 255) == 255)
    #expect(try mix(.multiply(p: 1, q: 1), .wrap, u: 255, v: 255) == 254)
    #expect(try mix(.multiply(p: 1, q: 0), .clip, u: 0, v: 0) == 0)
    #expect(try mix(.multiply(p: 0, q: 0), .clip, u: 0, v: 0) == 127)
    // 2 (1e-37)^-1 / 2 * 255 lies beyond 32 bits.
    #expect(try mix(.multiply(p: 1, q: -1), .wrap, u: 255, v: 0) == 0)
    #expect(try mix(.multiply(p: 1, q: -1), .clip, u: 255, v: 0) == 255)
  }

  @Test func numbersThatAreNoneGiveZero() throws {
    for overflow in Overflow.allCases {
      #expect(try mix(.add(p: .nan, q: 1), overflow, u: 10, v: 20) == 0)
      #expect(try mix(.multiply(p: .nan, q: 1), overflow, u: 10, v: 20) == 0)
    }
    #expect(try mix(.add(p: .infinity, q: 1), .wrap, u: 255, v: 20) == 0)
  }

  @Test func masksChooseBetweenBytesUnchanged() throws {
    let values = Picture(
      shape: PixelShape(height: 16, width: 16, channels: 1), pixels: (0...255).map { UInt8($0) })
    let other = ImageOperation.invert(values)
    let (all, none) = ([UInt8](repeating: 1, count: 256), [UInt8](repeating: 0, count: 256))
    for overflow in Overflow.allCases {
      #expect(try mix(.randomPixels(mask: .explicit(places: all)), overflow, values, other) == values.pixels)
      #expect(try mix(.randomElements(mask: .explicit(places: none)), overflow, values, other) == other.pixels)
    }
  }

  @Test func pixelMasksShareChannelsAndElementMasksDoNot() throws {
    let shape = PixelShape(height: 32, width: 32)
    let (black, white) = (Picture(shape: shape), Picture(shape: shape, filledWith: 255))
    let mask = MixingMask.seeded(seed: 5, threshold: 32_768)
    let pixels = try mix(.randomPixels(mask: mask), .clip, white, black)
    #expect(stride(from: 0, to: 3072, by: 3).allSatisfy { Set(pixels[$0..<$0 + 3]).count == 1 })
    let elements = try mix(.randomElements(mask: mask), .clip, white, black)
    #expect(stride(from: 0, to: 3072, by: 3).contains { Set(elements[$0..<$0 + 3]).count == 2 })
    // Half of the places, within five standard deviations.
    let set = elements.count { $0 == 255 }
    #expect(abs(Double(set) - 1536) < 5 * (3072.0 * 0.25).squareRoot())
  }

  @Test func onlyThePatchChanges() throws {
    let shape = PixelShape(height: 8, width: 9, channels: 1)
    let patch = PatchRectangle(left: 2, top: 3, width: 4, height: 1)
    let mixed = try mix(
      .randomPixels(mask: .explicit(places: [0, 0, 0, 0])), .clip, Picture(shape: shape),
      Picture(shape: shape, filledWith: 9),
      rectangle: patch)
    let changed = mixed.indices.filter { mixed[$0] != 0 }
    #expect(changed == [29, 30, 31, 32])
  }
}
