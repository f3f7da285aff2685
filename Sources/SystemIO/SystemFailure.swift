internal import CLibrary

/// A call of the operating system that failed.
package struct SystemFailure: Error {
  /// Its `errno`.
  package let code: Int32

  package init(code: Int32) {
    self.code = code
  }

  /// The failure of this thread's last call.
  package static var last: SystemFailure { SystemFailure(code: errno) }

  /// The file or folder does not exist.
  package static var notFound: SystemFailure { SystemFailure(code: ENOENT) }

  /// Something stands in the way that is not ours.
  package static var taken: SystemFailure { SystemFailure(code: EEXIST) }

  /// A name is longer than the file system allows.
  package static var longName: SystemFailure { SystemFailure(code: ENAMETOOLONG) }

  /// A file is larger than it can rightly be.
  package static var tooLarge: SystemFailure { SystemFailure(code: EFBIG) }

  /// A link was made by another user, and is not followed.
  package static var foreignLink: SystemFailure { SystemFailure(code: ELOOP) }

  /// Bytes that were written cannot be read.
  package static var unreadable: SystemFailure { SystemFailure(code: EIO) }

  /// A pipe or a device stands where a regular file should.
  package static var notRegular: SystemFailure { SystemFailure(code: EINVAL) }

  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
  package var isPermission: Bool { code == EACCES || code == EPERM || code == EROFS }
  package var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }
  package var isFolder: Bool { code == EISDIR }
  /// A folder, a pipe, a device or a socket is in the place of a file, as ``FileDescriptor/regular(_:)`` reports it.
  package var isOtherKind: Bool { code == EISDIR || code == EINVAL || code == ENXIO }
  /// It tells of the file, which is missing, of another kind, too large or on a disk that cannot read it; any other failure
  /// tells of the process or the machine, and nothing of what the file holds.
  package var isDamage: Bool { isMissing || isOtherKind || code == EIO || code == EFBIG }
  package var isTooLarge: Bool { code == EFBIG }
  package var isNotRegular: Bool { code == Self.notRegular.code }
  /// Something stands there already, or what stands there is not ours to write.
  package var isTaken: Bool { code == EEXIST }

  /// Another process has the lock.
  package var isLocked: Bool { code == EWOULDBLOCK }
  /// The file system has no such call, such as locks.
  package var isUnsupported: Bool { [ENOLCK, ENOSYS, ENOTSUP, EINVAL].contains(code) }
  /// Links lead in a circle, or a link is another user's.
  package var isLinkLoop: Bool { code == ELOOP }

  /// The file or folder to move or remove is in use, such as a mounted volume.
  package var isBusy: Bool { code == EBUSY }

  /// Source and target of a move are on different volumes.
  package var isOnOtherVolume: Bool { code == EXDEV }

  /// Calls the system until no signal interrupts the call; throws where it gives -1.
  @discardableResult
  package static func check(_ call: () -> Int32) throws(SystemFailure) -> Int32 {
    while true {
      let result = call()
      guard result < 0 else { return result }
      guard errno == EINTR else { throw .last }
    }
  }

  /// The system's own text for it.
  package var text: String { String(cString: strerror(code)) }
}
