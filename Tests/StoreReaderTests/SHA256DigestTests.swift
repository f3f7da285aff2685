import FractalCore
import Testing

@Suite struct SHA256DigestTests {
  @Test func bytesAndDigitsComeBack() {
    let bytes = (0..<32).map { UInt8($0 * 8 + 3) }
    let digest = SHA256Digest(bytes: bytes)
    #expect(digest?.bytes == bytes)
    #expect(digest?.hex == "030b131b232b333b434b535b636b737b838b939ba3abb3bbc3cbd3dbe3ebf3fb")
    #expect(digest.flatMap { SHA256Digest(hex: $0.hex.uppercased()) } == digest)
  }

  @Test(arguments: [0, 31, 33])
  func otherLengthsAreNone(_ count: Int) {
    #expect(SHA256Digest(bytes: [UInt8](repeating: 0, count: count)) == nil)
    #expect(SHA256Digest(hex: String(repeating: "00", count: count)) == nil)
  }

  @Test func otherDigitsAreNone() {
    for digit in ["g", "/", ":", "@", "`", "é", " "] {
      #expect(SHA256Digest(hex: String(repeating: "0", count: 63) + digit) == nil)
    }
    #expect(SHA256Digest(hex: String(repeating: "0", count: 63)) == nil)
    #expect(SHA256Digest(hex: String(repeating: "0", count: 65)) == nil)
  }
}
