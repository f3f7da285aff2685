import FractalCore
import FractalImageIO

/// The code of the error that `body` throws; nil when it throws none.
func code<Result>(_ body: () throws -> Result) -> PNGErrorCode? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? PNGError)?.code
  }
}

extension [UInt8] {
  /// This PNG with another size in its header, and the header's checksum made right.
  func declaring(height: Int, width: Int) -> [UInt8] {
    var bytes = self
    for (index, shift) in [24, 16, 8, 0].enumerated() {
      bytes[16 + index] = UInt8(truncatingIfNeeded: width >> shift)
      bytes[20 + index] = UInt8(truncatingIfNeeded: height >> shift)
    }
    return bytes.withValidChecksums
  }

  /// This PNG with every chunk's checksum made right, as far as chunks can be told.
  var withValidChecksums: [UInt8] {
    var bytes = self
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = position + 8 + length
      guard end + 4 <= bytes.count else { break }
      let sum = crc32(bytes[position + 4..<end])
      for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index)) }
      position = end + 4
    }
    return bytes
  }
}

/// The checksum of PNG's chunks (ISO 3309).
private func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var sum = ~UInt32(0)
  for byte in bytes {
    sum ^= UInt32(byte)
    for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
  }
  return ~sum
}
