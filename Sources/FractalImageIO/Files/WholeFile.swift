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
  /// symbolic link of the user's own is followed, and stays.
  ///
  /// - Throws: `PNGError`, also for a link that another user made.
  package static func write(_ bytes: [UInt8], to path: String) throws(PNGError) {
    let target = try target(of: path)
    var status = stat()
    if stat(target, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        return try replace(target, named: path, mode: status.st_mode & 0o777, with: bytes)
      case S_IFDIR:
        throw PNGError.writing(path, errno: EISDIR)
      default:
        return try fill(target, named: path, flags: 0, mode: nil, with: bytes)
      }
    }
    guard errno == ENOENT else { throw PNGError.writing(path, errno: errno) }
    try replace(target, named: path, mode: nil, with: bytes)
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

  /// The path of the file that a path names: itself unless it is a symbolic link to a regular file.
  ///
  /// - Throws: `PNGError` for a link that neither this user nor root made: it may lead to a file that its maker could not
  ///   change otherwise.
  package static func target(of path: String) throws(PNGError) -> String {
    var path = path
    // As many links as the kernel follows.
    for _ in 0..<40 {
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
      guard status.st_uid == geteuid() || status.st_uid == 0 else {
        throw PNGError(.permission, "\(path) is a link that another user made: choose another path, or remove it")
      }
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let next = destination(of: path) else {
        return path
      }
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      path = next.hasPrefix("/") ? next : folder + next
    }
    throw PNGError.writing(path, errno: ELOOP)
  }

  /// What a symbolic link holds; nil where that cannot be read or is not UTF-8.
  private static func destination(of link: String) -> String? {
    withUnsafeTemporaryAllocation(byteCount: Int(PATH_MAX), alignment: 1) { buffer in
      let count = readlink(link, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
      return String(validating: buffer.prefix(max(0, count)), as: UTF8.self)
    }
  }
}

/// The system's `write`, which the method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
