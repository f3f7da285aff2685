internal import CanonicalData
internal import FractalCore

/// A value of the database `rec`: the checksums of pixels and record, then the record's JSON.
package struct RecordEnvelope: Sendable, Hashable {
  /// CRC-32C of the pixels.
  package let pixelChecksum: UInt32
  /// The record: canonical JSON.
  package let json: [UInt8]

  private static let prefix = 8

  /// An envelope around a record.
  package init(pixelChecksum: UInt32, json: [UInt8]) {
    self.pixelChecksum = pixelChecksum
    self.json = json
  }

  /// The envelope in its stored form; nil when it holds no record, or the JSON does not have its checksum.
  package init?(stored bytes: UnsafeRawBufferPointer) {
    // Of no bytes the checksum is 0, as it is where a page was emptied.
    guard bytes.count > Self.prefix else { return nil }
    let json = UnsafeRawBufferPointer(rebasing: bytes[Self.prefix...])
    guard UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) == Checksum.crc32c(json) else {
      return nil
    }
    self.pixelChecksum = UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self))
    self.json = Array(json)
  }

  /// The stored form.
  package var stored: [UInt8] {
    var writer = CanonicalWriter()
    writer.write(pixelChecksum)
    writer.write(Checksum.crc32c(json))
    writer.write(contentsOf: json)
    return writer.bytes
  }
}
