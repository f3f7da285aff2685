internal import CLibrary
internal import CSystem

extension FileDescriptor {
  /// Makes a file for writing; fails with `EEXIST` where anything stands, a link too.
  package convenience init(making path: String) throws(SystemFailure) {
    try self.init(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
  }

  /// Opens a file of this user's for writing; one that is there is emptied.
  package convenience init(replacing path: String) throws(SystemFailure) {
    try self.init(own: path)
    try empty()
  }

  /// Opens a file of this user's for reading and writing; one that is there keeps its content.
  package convenience init(updating path: String) throws(SystemFailure) {
    try self.init(own: path)
  }

  /// A file for reading and writing, in ``temporaryFolder``, that nobody sees and that goes with its value.
  package static func unnamed() throws(SystemFailure) -> FileDescriptor {
    let name = "fernery-\(getpid())-\(UInt64.random(in: 0 ... .max)).part"
    let path = FolderWriting.path(name, in: temporaryFolder)
    let file = try FileDescriptor(making: path)
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
  package func empty() throws(SystemFailure) { try truncate(to: 0) }

  /// Gives the file another length.
  package func truncate(to size: Int) throws(SystemFailure) {
    try SystemFailure.check { ftruncate(number, off_t(size)) }
  }

  /// Reserves room on the disk for the first `size` bytes, where the file system can reserve.
  package func reserve(_ size: Int) throws(SystemFailure) {
    #if os(Linux)
      var code: Int32
      repeat { code = posix_fallocate(number, 0, off_t(size)) } while code == EINTR
      // If the file system cannot reserve, musl reports it; glibc writes instead.
      guard code == 0 || code == EOPNOTSUPP || code == EINVAL else { throw SystemFailure(code: code) }
    #endif
  }

  /// Flushes written data to the device (fsync).
  package func synchronize() throws(SystemFailure) {
    try SystemFailure.check { fsync(number) }
  }

  /// Has the system begin to write what a file holds to the disk, without waiting for it.
  package static func beginWriting(_ descriptor: Int32) { csystem_begin_writing(descriptor) }

  /// Writes all bytes of another file behind one another from the beginning, and sees them onto the disk.
  package func copyAll(of other: FileDescriptor) throws(SystemFailure) {
    var done = 0
    while true {
      let piece = try other.read(at: done, count: 4 << 20)
      guard !piece.isEmpty else { return try synchronize() }
      try write(piece, at: done)
      done += piece.count
    }
  }
}
