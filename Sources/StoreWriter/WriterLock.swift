internal import FractalCore
internal import StoreReader
internal import SystemIO

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The right to write something, held by an flock on a file.
///
/// The system gives it back when the process ends, however that happens. The file holds the process id, so that a
/// second writer can name the first.
package final class WriterLock: Sendable {
  private let file: FileDescriptor
  private let path: String
  private let holder = getpid()

  /// Takes the lock at once or throws an error that names its holder.
  ///
  /// - Parameters:
  ///   - path: what is written, for the error.
  ///   - isShared: Keep out only those who do not share the lock.
  package init(store path: String, lockFile: String, isShared: Bool = false) throws(StoreWriterError) {
    self.path = lockFile
    while true {
      let file: FileDescriptor
      do throws(SystemFailure) {
        file = try FileDescriptor(own: lockFile)
      } catch {
        throw Self.error(error, opening: lockFile, writing: path)
      }
      do throws(SystemFailure) {
        try SystemFailure.check { flock(file.number, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) }
      } catch {
        throw Self.error(error, locking: file, lockFile, writing: path)
      }
      // Whoever had the lock may have removed the file: what was locked must still be what the path names.
      if Self.identity(file.number) == Self.identity(lockFile) {
        self.file = file
        break
      }
    }
    let text = Array("\(getpid())".utf8)
    try? file.empty()
    try? file.write(text, at: 0)
  }

  /// The lock on all changes of the store at a path: `.NAME.lock` beside it, which no exchange of the store moves.
  ///
  /// - Parameters:
  ///   - path: the store's folder, without links.
  ///   - isShared: Keep out only those who do not share the lock.
  static func changing(_ path: String, isShared: Bool = false) throws(StoreWriterError) -> WriterLock {
    let (parent, name) = FolderWriting.split(path)
    return try WriterLock(store: path, lockFile: FolderWriting.path(".\(name).lock", in: parent), isShared: isShared)
  }

  // Said, not left to closing the file: a process that was forked meanwhile shares the lock and would go on holding it.
  deinit { if getpid() == holder { flock(file.number, LOCK_UN) } }

  /// Removes the file, as the last thing that is done under the lock; it stays while others share the lock.
  ///
  /// - Parameter path: where the file is by now; nil where it was made.
  package func remove(at path: String? = nil) {
    let path = path ?? self.path
    guard getpid() == holder, flock(file.number, LOCK_EX | LOCK_NB) == 0,
      Self.identity(file.number) == Self.identity(path)
    else { return }
    unlink(path)
  }

  private static func identity(_ descriptor: Int32) -> [UInt64] {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : []
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    return lstat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }

  // MARK: - Errors

  private static func error(_ failure: SystemFailure, opening lockFile: String, writing path: String)
    -> StoreWriterError
  {
    guard failure.isTaken || failure.isFolder else { return StoreWriterError(failure, writing: path) }
    return StoreWriterError(
      .foreignLock,
      "\(lockFile), which keeps two writers of \(path) apart, is another user's or no plain file: remove it, unless that "
        + "user is at work there", cause: failure.cause)
  }

  private static func error(
    _ failure: SystemFailure, locking file: FileDescriptor, _ lockFile: String, writing path: String
  ) -> StoreWriterError {
    switch failure.code {
    case EWOULDBLOCK:
      let holder = (try? file.read(at: 0, count: 20)).flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
      // Of several who share a lock, the one that is named may have ended.
      let process = holder.flatMap { kill($0, 0) != 0 && errno == ESRCH ? nil : "process \($0)" } ?? "another process"
      return StoreWriterError(
        .writerActive, "\(path) is being written by \(process): wait for it to end, or stop it")
    case ENOLCK, ENOSYS, ENOTSUP, EINVAL:
      return StoreWriterError(
        .writeFailed,
        "the file system of \(lockFile) has no locks (flock), which keep two writers of \(path) apart: write it on "
          + "another one, such as a local disk", cause: failure.cause)
    default: return StoreWriterError(failure, writing: path)
    }
  }
}
