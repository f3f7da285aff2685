#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An open file, closed when its value goes.
package final class FileDescriptor: Sendable {
  package let number: Int32

  /// Opens a file for reading.
  package convenience init(reading path: String) throws(SystemFailure) {
    try self.init(path, O_RDONLY)
  }

  /// Opens with the flags of open(2); a file that is made gets the mode 0644.
  package init(_ path: String, _ flags: Int32) throws(SystemFailure) {
    number = try SystemFailure.check { open(path, flags | O_CLOEXEC, 0o644) }
  }

  /// Opens a file of this user's for reading and writing; makes it where nothing stands.
  ///
  /// Never through a link. What is no file, is another user's or has a second name is not ours to write: the failure is
  /// then `EEXIST`.
  package convenience init(own path: String) throws(SystemFailure) {
    var number: Int32 = -1
    // A file may be removed between the two calls; nobody does that time and again.
    for _ in 0..<100 where number < 0 {
      do throws(SystemFailure) {
        number = try SystemFailure.check { open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644) }
      } catch {
        guard error.isTaken else { throw error }
        number = try Self.openOwn(path) ?? -1
      }
    }
    guard number >= 0 else { throw SystemFailure.taken }
    self.init(taking: number)
  }

  /// Opens a file that stands there; nil if it is gone.
  private static func openOwn(_ path: String) throws(SystemFailure) -> Int32? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      let failure = SystemFailure.last
      guard failure.isMissing else { throw failure }
      return nil
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemFailure(code: EISDIR) }
    guard status.isOwnFile else { throw SystemFailure.taken }
    do throws(SystemFailure) {
      let file = FileDescriptor(
        taking: try SystemFailure.check { open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) })
      guard fstat(file.number, &status) == 0 else { throw .last }
      // Removed meanwhile.
      guard status.st_nlink > 0 else { return nil }
      guard status.isOwnFile else { throw SystemFailure.taken }
      return try SystemFailure.check { fcntl(file.number, F_DUPFD_CLOEXEC, 3) }
    } catch {
      if error.code == ENOENT { return nil }
      throw error.code == ELOOP ? SystemFailure.taken : error
    }
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

extension stat {
  /// Whether it is a file that this user owns and that has one name.
  fileprivate var isOwnFile: Bool { st_mode & S_IFMT == S_IFREG && st_uid == geteuid() && st_nlink == 1 }
}
