internal import ContentHashing
internal import Crypto
internal import FractalCore
internal import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes a file in pieces and hashes it on the way; it is there whole, and on the disk, once it was ``finish()``ed.
struct HashedFile {
  private let path: String
  private let file: FileDescriptor
  private var hash = SHA256()
  /// Bytes written so far.
  private(set) var size = 0

  /// Makes the file, or empties one that is there.
  init(path: String) throws(PackError) {
    self.path = path
    do throws(SystemFailure) {
      file = try FileDescriptor(path, O_WRONLY | O_CREAT | O_TRUNC)
    } catch {
      throw PackError(error, writing: path)
    }
  }

  mutating func write(_ bytes: [UInt8]) throws(PackError) {
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    do throws(SystemFailure) {
      try file.write(bytes, at: size)
    } catch {
      throw PackError(error, writing: path)
    }
    size += bytes.count
  }

  /// Sees the file onto the disk; gives its digest.
  func finish() throws(PackError) -> Digest32 {
    guard fsync(file.number) == 0 else { throw PackError(SystemFailure.last, writing: path) }
    return Digest32(finishing: hash)
  }
}

extension FileDescriptor {
  /// Writes all of `bytes` at an offset.
  func write(_ bytes: [UInt8], at offset: Int) throws(SystemFailure) {
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes {
        pwrite(number, $0.baseAddress! + done, bytes.count - done, off_t(offset + done))
      }
      if wrote < 0 && errno == EINTR { continue }
      guard wrote > 0 else { throw .last }
      done += wrote
    }
  }
}
