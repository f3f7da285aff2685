internal import CLibrary

/// An open file, closed when its value goes.
package final class FileDescriptor: Sendable {
  package let number: Int32
  private let isOwned: Bool

  /// Opens a file for reading.
  package convenience init(reading path: String) throws(SystemFailure) {
    try self.init(path, O_RDONLY)
  }

  /// Opens with the flags of open(2); a file that is made gets the mode 0644.
  package init(_ path: String, _ flags: Int32) throws(SystemFailure) {
    number = try SystemFailure.check { open(path, flags | O_CLOEXEC, 0o644) }
    isOwned = true
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

  /// Opens an existing file; nil if it is gone.
  private static func openOwn(_ path: String) throws(SystemFailure) -> Int32? {
    guard let status = try FileStatus.ifPresent(path, followsLinks: false) else { return nil }
    guard status.kind != .folder else { throw SystemFailure(code: EISDIR) }
    guard status.isOwnFile else { throw SystemFailure.taken }
    do throws(SystemFailure) {
      let file = FileDescriptor(
        taking: try SystemFailure.check { open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) })
      let opened = try file.status()
      // Removed meanwhile.
      guard opened.names > 0 else { return nil }
      guard opened.isOwnFile else { throw SystemFailure.taken }
      return try SystemFailure.check { fcntl(file.number, F_DUPFD_CLOEXEC, 3) }
    } catch {
      if error.code == ENOENT { return nil }
      throw error.code == ELOOP ? SystemFailure.taken : error
    }
  }

  /// Takes a descriptor that is open and closes it in the end.
  package convenience init(taking number: Int32) { self.init(taking: number, isOwned: number >= 0) }

  private init(taking number: Int32, isOwned: Bool) { (self.number, self.isOwned) = (number, isOwned) }

  deinit { if isOwned { close(number) } }

  /// Calls `body` with a descriptor that stays open, because another library owns it.
  package static func lent<Result>(
    _ number: Int32, _ body: (FileDescriptor) throws(SystemFailure) -> Result
  ) throws(SystemFailure) -> Result {
    try body(FileDescriptor(taking: number, isOwned: false))
  }

  /// Bytes in the file.
  package func size() throws(SystemFailure) -> Int {
    try status().size
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
