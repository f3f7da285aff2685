internal import StoreReader
internal import SystemIO

/// The pages of an LMDB 0.9 file, read through the file and never mapped.
///
/// Every read is held against the file's end, so no content, however hostile, can make the process touch what is not
/// there. Bits that a repair knows to be flipped are put right as they are read.
struct PageFile: Sendable {
  /// One bit that reads put back: which byte, and what to exclusive-or it with.
  struct Correction: Sendable, Hashable {
    var offset: Int
    var mask: UInt8
  }

  let file: FileDescriptor
  let size: Int
  var pageSize: Int
  var corrections: [Correction] = []
  /// Told of reads that failed.
  let failures: ReadFailures?

  /// LMDB's page sizes.
  static let pageSizes = [4096, 16_384, 65_536, 8192, 32_768, 512, 1024, 2048]

  init(_ file: FileDescriptor, size: Int, pageSize: Int, failures: ReadFailures? = nil) {
    self.failures = failures
    self.file = file
    self.size = size
    self.pageSize = pageSize
  }

  /// Whole pages in the file.
  var pageCount: Int { size / pageSize }

  /// Bytes of the file; nil when they are not all there or cannot be read.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else { return nil }
    var bytes: [UInt8]
    do throws(SystemFailure) {
      bytes = try file.read(at: offset, count: count)
    } catch {
      failures?.note(error)
      return nil
    }
    guard bytes.count == count else { return nil }
    for correction in corrections where correction.offset >= offset && correction.offset < offset + count {
      bytes[correction.offset - offset] ^= correction.mask
    }
    return bytes
  }

  /// The bytes of a stretch.
  func bytes(of span: PageSpan) -> [UInt8]? { bytes(at: span.offset, count: span.count) }

  /// A page by its number; nil beyond the file.
  func page(_ number: UInt64) -> Page? {
    guard number < UInt64(pageCount), let bytes = bytes(at: Int(number) * pageSize, count: pageSize) else { return nil }
    return Page(number: number, bytes: bytes)
  }
}

/// A stretch of the file: where a value lies.
struct PageSpan: Sendable, Hashable {
  var offset: Int
  var count: Int

  /// The offset of the next part.
  var end: Int { offset + count }
}

extension [UInt8] {
  /// The little-endian number at a place, which must lie inside.
  func number<Number: FixedWidthInteger>(at offset: Int, _: Number.Type = Number.self) -> Number {
    withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
  }
}
