internal import FractalCore
internal import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The right to write a store, held by an flock on `writer.lock` in its folder.
///
/// The system gives it back when the process ends, however that happens. The file holds the process id, so that a
/// second writer can name the first.
package final class WriterLock: Sendable {
  private let file: FileDescriptor
  private let holder = getpid()

  /// Takes the lock at once or throws an error that names its holder.
  package init(store path: String, lockFile: String) throws(StoreWriterError) {
    while true {
      let file: FileDescriptor
      do throws(SystemFailure) {
        file = try FileDescriptor(lockFile, O_RDWR | O_CREAT)
      } catch {
        throw StoreWriterError(error, writing: path)
      }
      guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
        let failure = SystemFailure.last
        guard failure.code == EWOULDBLOCK else { throw StoreWriterError(failure, writing: path) }
        let holder = (try? file.read(at: 0, count: 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        throw StoreWriterError(
          .writerActive,
          "\(path) is being written by \(holder.isEmpty ? "another process" : "process \(holder)"): "
            + "wait for it to end, or stop it")
      }
      // A writer that seals removes the file: what was locked must still be what the path names.
      if Self.identity(file.number) == Self.identity(lockFile) {
        self.file = file
        break
      }
    }
    let text = Array("\(getpid())".utf8)
    ftruncate(file.number, 0)
    _ = text.withUnsafeBytes { pwrite(file.number, $0.baseAddress, $0.count, 0) }
  }

  // Said, not left to closing the file: a process that was forked meanwhile shares the lock and would go on holding it.
  deinit { if getpid() == holder { flock(file.number, LOCK_UN) } }

  private static func identity(_ descriptor: Int32) -> [UInt64] {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : []
  }

  private static func identity(_ path: String) -> [UInt64]? {
    var status = stat()
    return stat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }
}
