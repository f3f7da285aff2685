internal import FractalCore
internal import StoreReader
internal import SystemIO

/// The right to write something, held by an flock on a file.
///
/// The system gives it back when the process ends, however that happens. The file holds the process id, so that a
/// second writer can name the first.
package final class WriterLock: Sendable {
  private let file: FileDescriptor
  private let path: String
  private let holder = ProcessID.own

  /// Takes the lock at once or throws an error that names its holder.
  ///
  /// - Parameters:
  ///   - path: what is written, for the error.
  ///   - isShared: Keep out only those who do not share the lock.
  package init(store path: String, lockFile: String, isShared: Bool = false) throws(StoreWriterError) {
    self.path = lockFile
    do throws(SystemFailure) {
      file = try FileDescriptor.locking(own: lockFile, isShared: isShared)
    } catch {
      throw Self.error(error, lockFile, writing: path)
    }
    let text = Array("\(holder)".utf8)
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

  // Not left to closing the file: a process that was forked meanwhile shares the lock and would keep it.
  deinit { if ProcessID.own == holder { file.unlock() } }

  /// Removes the file, as the last thing that is done under the lock; it stays while others share the lock.
  ///
  /// - Parameter path: where the file is by now; nil where it was made.
  package func remove(at path: String? = nil) {
    let path = path ?? self.path
    guard ProcessID.own == holder, (try? file.tryLock()) != nil, file.isNamed(by: path) else { return }
    FolderWriting.removeFile(path)
  }

  // MARK: - Errors

  private static func error(_ failure: SystemFailure, _ lockFile: String, writing path: String) -> StoreWriterError {
    if failure.isLocked {
      let text = (try? FileDescriptor.contents(of: lockFile, limit: 20)).map { String(decoding: $0, as: UTF8.self) }
      // Of several who share a lock, the one that is named may have ended.
      let holder = text.flatMap { Int32($0) }.flatMap { ProcessID.isRunning($0) ? "process \($0)" : nil }
      return StoreWriterError(
        .writerActive,
        "\(path) is being written by \(holder ?? "another process"): wait for it to end, or stop it")
    }
    if failure.isTaken || failure.isFolder {
      return StoreWriterError(
        .foreignLock,
        "\(lockFile), which keeps two writers of \(path) apart, is another user's or no plain file: remove it, unless that "
          + "user is at work there", cause: failure.cause)
    }
    guard failure.isUnsupported else { return StoreWriterError(failure, writing: path) }
    return StoreWriterError(
      .inputOutput,
      "the file system of \(lockFile) has no locks (flock), which keep two writers of \(path) apart: write it on "
        + "another one, such as a local disk", cause: failure.cause)
  }
}
