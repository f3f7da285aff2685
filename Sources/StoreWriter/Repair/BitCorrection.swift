internal import CanonicalData
internal import FractalCore
internal import StoreReader

/// Finds the one bit that was flipped in a block whose CRC-32C is known.
///
/// The checksum is linear: those of two blocks that differ in one bit differ by x^k mod P, where k counts the bits from
/// that one to the end. For blocks of less than 2^31 bits each k has another remainder, so the bit can be told; that a
/// block with other damage looks the same has a chance of 2^-9 for a MiB, and then the hashes still tell.
enum BitCorrection {
  private static let polynomial: UInt32 = 0x82F6_3B78

  /// The byte and the bit that give `block` the checksum `expected`, or nil when no single one does; O(bits).
  static func find(in block: [UInt8], expected: UInt32) -> (offset: Int, mask: UInt8)? {
    let difference = Checksum.crc32c(block) ^ expected
    guard difference != 0 else { return nil }
    var remainder: UInt32 = 1
    for fromEnd in 1...max(1, 8 * block.count) {
      remainder = remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ polynomial
      guard remainder == difference, fromEnd <= 8 * block.count else { continue }
      let bit = 8 * block.count - fromEnd
      return (bit / 8, 1 << UInt8(bit % 8))
    }
    return nil
  }

  /// The corrections of all blocks that one flipped bit has damaged.
  static func corrections(_ pages: PageFile, seal: Seal) -> [PageFile.Correction] {
    var corrections: [PageFile.Correction] = []
    for (number, sum) in seal.blockChecksums.enumerated() {
      let offset = number * Seal.blockSize
      guard let block = pages.bytes(at: offset, count: min(Seal.blockSize, seal.fileSize - offset)),
        Checksum.crc32c(block) != sum, let bit = find(in: block, expected: sum)
      else { continue }
      corrections.append(PageFile.Correction(offset: offset + bit.offset, mask: bit.mask))
    }
    return corrections
  }
}
