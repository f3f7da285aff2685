internal import CKernels
package import FractalCore

/// CRC-32C (Castagnoli), which finds damage; proof against intent is SHA-256's business.
package enum Checksum {
  /// The checksum of `bytes`, going on from that of what stands before them; O(n).
  package static func crc32c(
    _ bytes: UnsafeRawBufferPointer, after crc: UInt32 = 0, level: InstructionSet = .best
  ) -> UInt32 {
    level.kernels.pointee.crc32c(crc, bytes.baseAddress, bytes.count)
  }

  /// The checksum of an array.
  package static func crc32c(_ bytes: [UInt8], level: InstructionSet = .best) -> UInt32 {
    bytes.withUnsafeBytes { crc32c($0, level: level) }
  }
}
