internal import CLibrary

/// The facts that the file system holds about a file or folder (stat).
package struct FileStatus: Sendable {
  package enum Kind: Sendable, Hashable {
    case file, folder, link
    /// A pipe, a device or a socket.
    case other
  }

  package let kind: Kind
  /// Bytes in the file.
  package let size: Int
  /// The permission bits.
  package let mode: UInt32
  /// The number of the file system and the number of the file in it: equal for two names of one file.
  package let identity: [UInt64]
  let owner: UInt32
  let names: Int

  /// The status of what a path names.
  ///
  /// - Parameter followsLinks: whether a link stands for what it leads to.
  package init(of path: String, followsLinks: Bool = true) throws(SystemFailure) {
    var status = stat()
    try SystemFailure.check { followsLinks ? stat(path, &status) : lstat(path, &status) }
    self.init(status)
  }

  /// The status of an open file.
  package init(of descriptor: Int32) throws(SystemFailure) {
    var status = stat()
    try SystemFailure.check { fstat(descriptor, &status) }
    self.init(status)
  }

  /// The status of what a path names; nil where it names nothing.
  package static func ifPresent(_ path: String, followsLinks: Bool = true) throws(SystemFailure) -> FileStatus? {
    do throws(SystemFailure) {
      return try FileStatus(of: path, followsLinks: followsLinks)
    } catch {
      guard error.isMissing else { throw error }
      return nil
    }
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    size = Int(status.st_size)
    mode = UInt32(status.st_mode & 0o7777)
    identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
    (owner, names) = (status.st_uid, Int(status.st_nlink))
  }

  /// Whether this user owns it.
  package var isOwn: Bool { owner == geteuid() }
  /// Whether this user or root owns it.
  package var isOwnOrRoots: Bool { isOwn || owner == 0 }
  /// Whether it is a file that this user owns and that has one name.
  var isOwnFile: Bool { kind == .file && isOwn && names == 1 }
}

extension FileDescriptor {
  /// The facts that the file system holds about the open file.
  package func status() throws(SystemFailure) -> FileStatus { try FileStatus(of: number) }

  /// Whether the path, without following a link, names the open file.
  package func isNamed(by path: String) -> Bool {
    guard let open = try? status(), let named = try? FileStatus(of: path, followsLinks: false) else { return false }
    return open.identity == named.identity
  }
}
