import FractalCore
import FractalImageIO
import TestSupport
import Testing

@Suite struct PNGDecodeTests {
  @Test(arguments: PNGFixture.all) func readsWhatOthersWrote(_ fixture: PNGFixture) throws {
    #expect(try PNG.decode(fixture.bytes) == fixture.picture)
  }

  @Test(arguments: PNGFixture.all) func givesThreeChannelsOnRequest(_ fixture: PNGFixture) throws {
    let picture = try PNG.decode(fixture.bytes, channels: .rgb)
    #expect(picture.channels == 3)
    let repeats = 3 / fixture.picture.channels
    #expect(picture.pixels == fixture.picture.pixels.flatMap { [UInt8](repeating: $0, count: repeats) })
  }

  @Test(arguments: PNGFixture.all) func refusesEveryTruncation(_ fixture: PNGFixture) {
    for count in 1..<fixture.bytes.count {
      #expect(throws: PNGError.self) { try PNG.decode(Array(fixture.bytes[..<count])) }
      #expect(code { try PNG.decode(Array(fixture.bytes[..<count])) } == .truncated, "cut to \(count) bytes")
    }
  }

  @Test(arguments: PNGFixture.all) func refusesEveryFlippedBit(_ fixture: PNGFixture) {
    // Every byte of a PNG is under a checksum, or is signature, length or the checksum itself.
    for bit in 0..<fixture.bytes.count * 8 {
      var bytes = fixture.bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: PNGError.self, "bit \(bit)") { try PNG.decode(bytes) }
    }
  }

  @Test func survivesDamageBehindValidChecksums() throws {
    var draws = RandomStream(seed: 1, purpose: .testCase).draws()
    for fixture in PNGFixture.all {
      for _ in 0..<300 {
        var bytes = fixture.bytes
        for _ in 0...draws.below(4) {
          bytes[8 + draws.below(bytes.count - 8)] = UInt8(truncatingIfNeeded: draws.word())
        }
        bytes = bytes.withValidChecksums
        if let picture = try? PNG.decode(bytes, limits: PNG.Limits(pixels: 1 << 20)) {
          #expect(picture.shape.pixelCount <= 1 << 20)
        }
      }
    }
  }

  @Test func ignoresWhatFollowsTheEnd() throws {
    let fixture = PNGFixture.all[0]
    #expect(try PNG.decode(fixture.bytes + [1, 2, 3]) == fixture.picture)
  }

  @Test(arguments: [(65_535, 65_535), (2_147_483_647, 2_147_483_647), (2_147_483_647, 1), (1, 65_536)])
  func refusesHugeDeclaredSizes(_ height: Int, _ width: Int) {
    let bytes = PNGFixture.all[0].bytes.declaring(height: height, width: width)
    #expect(code { try PNG.decode(bytes) } == .tooLarge)
  }

  @Test func refusesImpossibleSizes() {
    for (height, width) in [(0, 1), (1, 0), (0xFFFF_FFFF, 1)] {
      #expect(code { try PNG.decode(PNGFixture.all[0].bytes.declaring(height: height, width: width)) } == .corrupt)
    }
  }

  @Test func keepsTheCallersLimits() throws {
    let fixture = PNGFixture.all[0]  // 2x3
    #expect(code { try PNG.decode(fixture.bytes, limits: .init(side: 2)) } == .tooLarge)
    #expect(code { try PNG.decode(fixture.bytes, limits: .init(pixels: 5)) } == .tooLarge)
    #expect(try PNG.decode(fixture.bytes, limits: .init(side: 3, pixels: 6)) == fixture.picture)
  }

  @Test(
    arguments: [
      ([], "photo.png is empty, not a PNG: copy or download it again, as binary data"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "photo.png is a JPEG picture, not a PNG: convert it to PNG first"),
      (Array("GIF89a".utf8), "photo.png is a GIF picture, not a PNG: convert it to PNG first"),
      (Array("RIFF1234WEBPVP8 ".utf8), "photo.png is a WebP picture, not a PNG: convert it to PNG first"),
      ([0, 0, 0, 32] + Array("ftypavif".utf8), "photo.png is an AVIF picture, not a PNG: convert it to PNG first"),
      (Array("<!DOCTYPE html>".utf8), "photo.png is a page of HTML or XML, not a PNG: give the path of a PNG file"),
      (Array("kind: system\n".utf8), "photo.png is text, not a PNG: give the path of a PNG file"),
      ([0, 1, 2, 3], "photo.png is unknown data, not a PNG: give the path of a PNG file"),
      (
        [0x89, 0x50, 0x4E, 0x47, 0x0A, 0x1A, 0x0A],
        "photo.png is a PNG with a damaged beginning, not a PNG: copy or download it again, as binary data"
      ),
    ] as [([UInt8], String)])
  func saysWhatWasGivenInstead(_ bytes: [UInt8], _ message: String) {
    #expect(throws: PNGError.self) { try PNG.decode(bytes, name: "photo.png") }
    do {
      _ = try PNG.decode(bytes, name: "photo.png")
    } catch {
      #expect(error.code == .notPNG)
      #expect(error.description == message)
    }
  }
}
