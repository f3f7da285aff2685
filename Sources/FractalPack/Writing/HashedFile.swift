internal import ContentHashing
internal import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

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
      file = try FileDescriptor(replacing: path)
    } catch {
      throw PackError(error, writing: path)
    }
  }

  mutating func write(_ bytes: [UInt8]) throws(PackError) {
    hash.update(bytes)
    do throws(SystemFailure) {
      try file.write(bytes, at: size)
    } catch {
      throw PackError(error, writing: path)
    }
    size += bytes.count
  }

  /// Sees the file onto the disk; gives its digest.
  func finish() throws(PackError) -> SHA256Digest {
    do throws(SystemFailure) {
      try file.synchronize()
    } catch {
      throw PackError(error, writing: path)
    }
    return hash.digest
  }
}
