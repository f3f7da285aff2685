package import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension FileDescriptor {
  /// Opens a file for writing; one that is there is emptied.
  package convenience init(replacing path: String) throws(SystemFailure) {
    try self.init(path, O_WRONLY | O_CREAT | O_TRUNC)
  }

  /// Opens a file for reading and writing; one that is there keeps its content.
  package convenience init(updating path: String) throws(SystemFailure) {
    try self.init(path, O_RDWR | O_CREAT)
  }

  /// A file for reading and writing, in ``temporaryFolder``, that nobody sees and that goes with its value.
  package static func unnamed() throws(SystemFailure) -> FileDescriptor {
    let name = "fernery-\(getpid())-\(UInt64.random(in: 0 ... .max)).part"
    let path = StoreFile.path(name, in: temporaryFolder)
    let file = try FileDescriptor(path, O_RDWR | O_CREAT | O_EXCL)
    unlink(path)
    return file
  }

  /// The folder for files that nobody needs later: `TMPDIR`, else `/tmp`.
  package static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  /// Writes all of `bytes` at an offset.
  package func write(_ bytes: [UInt8], at offset: Int) throws(SystemFailure) {
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

  /// Removes all content.
  package func empty() throws(SystemFailure) {
    guard ftruncate(number, 0) == 0 else { throw .last }
  }

  /// Sees what was written onto the disk.
  package func synchronize() throws(SystemFailure) {
    guard fsync(number) == 0 else { throw .last }
  }

  /// Waits until no other process has the file locked, and locks it until it is closed.
  package func lock() throws(SystemFailure) {
    while flock(number, LOCK_EX) != 0 {
      guard errno == EINTR else { throw .last }
    }
  }
}
