package import FractalCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A call of the operating system that failed.
package struct SystemFailure: Error {
  /// Its `errno`.
  package let code: Int32

  package init(code: Int32) {
    self.code = code
  }

  /// What the last call of this thread left.
  package static var last: SystemFailure { SystemFailure(code: errno) }

  /// What is looked for does not exist.
  package static var notFound: SystemFailure { SystemFailure(code: ENOENT) }

  /// A file is larger than it can rightly be.
  package static var tooLarge: SystemFailure { SystemFailure(code: EFBIG) }

  /// A pipe or a device stands where a regular file should.
  package static var notRegular: SystemFailure { SystemFailure(code: EINVAL) }

  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
  package var isPermission: Bool { code == EACCES || code == EPERM || code == EROFS }
  package var isNoSpace: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
  package var isFolder: Bool { code == EISDIR }
  package var isNotRegular: Bool { code == Self.notRegular.code }
  /// Something stands there already.
  package var isTaken: Bool { code == EEXIST }

  /// What should be moved or removed is in use, such as a mounted volume.
  package var isBusy: Bool { code == EBUSY }

  /// What should be moved lies on another volume than its target.
  package var isOnOtherVolume: Bool { code == EXDEV }

  /// For the `cause` of a module's error.
  package var cause: UnderlyingCause {
    UnderlyingCause(domain: "errno", code: code, text: String(cString: strerror(code)))
  }
}

/// An open file, closed when its value goes.
package final class FileDescriptor: Sendable {
  package let number: Int32

  /// Opens a file for reading.
  package convenience init(reading path: String) throws(SystemFailure) {
    try self.init(path, O_RDONLY)
  }

  /// Opens with the flags of open(2); a file that is made gets the mode 0644.
  package init(_ path: String, _ flags: Int32) throws(SystemFailure) {
    number = open(path, flags | O_CLOEXEC, 0o644)
    guard number >= 0 else { throw .last }
  }

  /// Takes a descriptor that is open and closes it in the end.
  package init(taking number: Int32) {
    self.number = number
  }

  deinit { if number >= 0 { close(number) } }

  /// Bytes in the file.
  package func size() throws(SystemFailure) -> Int {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last }
    return Int(status.st_size)
  }

  /// Up to `count` bytes from `offset`; fewer at the end of the file.
  package func read(at offset: Int, count: Int) throws(SystemFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes {
        pread(number, $0.baseAddress! + done, count - done, off_t(offset + done))
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw .last }
      if got == 0 { break }
      done += got
    }
    bytes.removeLast(count - done)
    return bytes
  }
}

/// What stands at a path.
package enum PathKind: Sendable, Hashable {
  case missing, folder, file

  /// Follows links; throws when the path cannot be looked at.
  package init(of path: String) throws(SystemFailure) {
    var status = stat()
    if stat(path, &status) != 0 {
      let failure = SystemFailure.last
      guard failure.isMissing else { throw failure }
      self = .missing
    } else {
      self = status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }
  }

  /// The path from the root of the file system, links resolved; the path itself where nothing stands.
  package static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
