import CanonicalData
import FractalCore
import StoreReader
import Testing

@Suite struct ChecksumTests {
  @Test(arguments: InstructionSet.supported)
  func crc32cGivesThePublishedCheckValues(_ level: InstructionSet) {
    #expect(Checksum.crc32c(Array("123456789".utf8), level: level) == 0xE306_9283)
    // RFC 3720, appendix B.4.
    #expect(Checksum.crc32c([UInt8](repeating: 0, count: 32), level: level) == 0x8A91_36AA)
    #expect(Checksum.crc32c([UInt8](repeating: 0xFF, count: 32), level: level) == 0x62A8_AB43)
    #expect(Checksum.crc32c(Array(0..<32), level: level) == 0x46DD_794E)
    #expect(Checksum.crc32c([], level: level) == 0)
  }

  @Test(arguments: InstructionSet.supported)
  func partsGiveTheChecksumOfTheWhole(_ level: InstructionSet) {
    var draws = RandomStream(seed: 1, purpose: .testCase).draws()
    let bytes = (0..<257).map { _ in UInt8(truncatingIfNeeded: draws.word()) }
    let whole = Checksum.crc32c(bytes, level: .baseline)
    for cut in 0...bytes.count {
      bytes.withUnsafeBytes {
        let left = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: $0[..<cut]), level: level)
        #expect(Checksum.crc32c(UnsafeRawBufferPointer(rebasing: $0[cut...]), after: left, level: level) == whole)
      }
    }
  }

  @Test(arguments: InstructionSet.supported)
  func longStretchesHaveTheChecksumOfEveryLevel(_ level: InstructionSet) {
    var draws = RandomStream(seed: 2, purpose: .testCase).draws()
    let bytes = (0..<50_000).map { _ in UInt8(truncatingIfNeeded: draws.word()) }
    for count in [4095, 12_287, 12_288, 12_289, 24_575, 24_583, 36_865, 50_000] {
      bytes.withUnsafeBytes { bytes in
        for start in [0, 1, 7] where start + count <= bytes.count {
          let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
          #expect(
            Checksum.crc32c(part, after: 77, level: level) == Checksum.crc32c(part, after: 77, level: .baseline))
        }
      }
    }
  }
}
