internal import FractalCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Files that are there completely or not at all.
package enum WholeFile {
  /// Writes `bytes` under a temporary name in the same folder and renames that to `path`.
  ///
  /// What is no regular file, such as `/dev/null` or a pipe, is written to directly: a rename would replace it. A
  /// symbolic link is followed, and stays.
  package static func write(_ bytes: [UInt8], to path: String) throws(PNGError) {
    var status = stat()
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        return try replace(resolved(path), named: path, mode: status.st_mode & 0o777, with: bytes)
      case S_IFDIR:
        throw PNGError.writing(path, errno: EISDIR)
      default:
        return try fill(path, named: path, flags: 0, mode: nil, with: bytes)
      }
    }
    guard errno == ENOENT else { throw PNGError.writing(path, errno: errno) }
    try replace(path, named: path, mode: nil, with: bytes)
  }

  private static func replace(
    _ target: String, named path: String, mode: mode_t?, with bytes: [UInt8]
  ) throws(PNGError) {
    // The process and a random number: two writers of one path do not share a temporary file.
    let temporary = "\(target).\(getpid())-\(UInt32.random(in: 0 ... .max)).tmp"
    try fill(temporary, named: path, flags: O_CREAT | O_EXCL, mode: mode, with: bytes)
    guard rename(temporary, target) == 0 else {
      let code = errno
      unlink(temporary)
      throw PNGError.writing(path, errno: code)
    }
  }

  /// Opens, writes and closes `target`; removes it again if that fails after it was created.
  private static func fill(
    _ target: String, named path: String, flags: Int32, mode: mode_t?, with bytes: [UInt8]
  ) throws(PNGError) {
    let descriptor = open(target, O_WRONLY | O_CLOEXEC | flags, 0o666)
    guard descriptor >= 0 else { throw PNGError.writing(path, errno: errno) }
    var failure: Int32?
    // The permissions of the file that is being replaced; where they cannot be kept, the new file has the usual ones.
    if let mode { _ = fchmod(descriptor, mode) }
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = systemWrite(descriptor, buffer.baseAddress! + written, buffer.count - written)
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    // Some file systems report want of space only here.
    if close(descriptor) != 0, failure == nil { failure = errno }
    if let failure {
      if flags & O_CREAT != 0 { unlink(target) }
      throw PNGError.writing(path, errno: failure)
    }
  }

  /// `path` with its symbolic links followed; itself where that fails.
  private static func resolved(_ path: String) -> String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}

/// The system's `write`, which the method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
