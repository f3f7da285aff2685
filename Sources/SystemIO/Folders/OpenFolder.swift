internal import CLibrary

/// A folder held open: what is done in it happens there, whatever its path names by then.
package final class OpenFolder: Sendable {
  private let folder: FileDescriptor

  /// Opens the folder at a path, which must not be a link.
  package init(_ path: String) throws(SystemFailure) {
    folder = try FileDescriptor(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  }

  /// Opens the folder at a path, also behind links.
  package init(following path: String) throws(SystemFailure) {
    folder = try FileDescriptor(path, O_RDONLY | O_DIRECTORY)
  }

  /// Opens a folder in this one.
  private init(_ name: FileName, in parent: FileDescriptor) throws(SystemFailure) {
    let number = try SystemFailure.check {
      name.withCString { openat(parent.number, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    }
    folder = FileDescriptor(taking: number)
  }

  /// Every name but `.` and `..`, in no order.
  ///
  /// - Throws: also where the listing breaks off, so that no name is left out without a word.
  package func names() throws(SystemFailure) -> [FileName] {
    // A descriptor of its own, whose place in the listing nobody shares.
    let number = try SystemFailure.check { openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard let listing = fdopendir(number) else {
      let failure = SystemFailure.last
      close(number)
      throw failure
    }
    defer { closedir(listing) }
    var names: [FileName] = []
    while true {
      // The end of the folder and a failure both give no entry; only a failure sets errno.
      errno = 0
      guard let entry = readdir(listing) else {
        guard errno == 0 else { throw .last }
        return names
      }
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes != [UInt8(ascii: ".")] && bytes != Array("..".utf8) { names.append(FileName(bytes: bytes)) }
    }
  }

  /// Whether anything, be it a link, has this name.
  package func contains(_ name: FileName) throws(SystemFailure) -> Bool {
    do throws(SystemFailure) {
      _ = try status(of: name)
      return true
    } catch {
      guard error.isMissing else { throw error }
      return false
    }
  }

  /// Makes an empty file, if it is not there, and writes the name to the disk.
  package func makeMark(_ name: FileName) throws(SystemFailure) {
    let number: Int32 = try SystemFailure.check {
      name.withCString { openat(folder.number, $0, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644) }
    }
    try FileDescriptor(taking: number).synchronize()
    try synchronize()
  }

  /// Removes a file or a link, if it is there.
  package func remove(_ name: FileName) {
    _ = name.withCString { unlinkat(folder.number, $0, 0) }
  }

  /// Removes everything, as far as that goes.
  package func removeAll() {
    for name in (try? names()) ?? [] {
      guard name.withCString({ unlinkat(folder.number, $0, 0) }) != 0,
        let inner = try? OpenFolder(name, in: folder)
      else { continue }
      inner.removeAll()
      _ = name.withCString { unlinkat(folder.number, $0, AT_REMOVEDIR) }
    }
  }

  /// Moves a file or folder into another folder, under the same name, in place of a file that has it there.
  ///
  /// A file that lies on another file system is copied, and there whole or not at all.
  package func move(_ name: FileName, to other: OpenFolder) throws(SystemFailure) {
    let failure: SystemFailure
    do throws(SystemFailure) {
      return try rename(name, to: other, as: name)
    } catch {
      failure = error
    }
    guard failure.code == EXDEV, try status(of: name).st_mode & S_IFMT == S_IFREG else { throw failure }
    let draft = FileName(bytes: Array(".".utf8) + name.bytes + Array(".new".utf8))
    other.remove(draft)
    try other.copy(name, of: self, as: draft)
    try other.rename(draft, to: other, as: name)
    remove(name)
  }

  private func rename(_ name: FileName, to other: OpenFolder, as newName: FileName) throws(SystemFailure) {
    try SystemFailure.check {
      name.withCString { old in
        newName.withCString { renameat(folder.number, old, other.folder.number, $0) }
      }
    }
  }

  private func copy(_ name: FileName, of other: OpenFolder, as newName: FileName) throws(SystemFailure) {
    let source = FileDescriptor(taking: try other.openFile(name))
    let status = try other.status(of: name)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let made = FileDescriptor(
      taking: try SystemFailure.check { newName.withCString { openat(folder.number, $0, flags, 0o600) } })
    try made.copyAll(of: source)
    try SystemFailure.check { fchmod(made.number, status.st_mode & 0o7777) }
  }

  private func openFile(_ name: FileName) throws(SystemFailure) -> Int32 {
    try SystemFailure.check {
      name.withCString { openat(folder.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    }
  }

  /// Writes the list of names to the disk.
  package func synchronize() throws(SystemFailure) { try FolderWriting.synchronizeFolder(folder) }

  /// Whether a path names this folder and no other.
  package func isNamed(by path: String) -> Bool {
    var (open, named) = (stat(), stat())
    return fstat(folder.number, &open) == 0 && lstat(path, &named) == 0 && open.st_dev == named.st_dev
      && open.st_ino == named.st_ino
  }

  private func status(of name: FileName) throws(SystemFailure) -> stat {
    var status = stat()
    try SystemFailure.check { name.withCString { fstatat(folder.number, $0, &status, AT_SYMLINK_NOFOLLOW) } }
    return status
  }

  // MARK: - Mode and owner

  /// The mode of the folder: who may do what.
  package var mode: UInt32 { get throws(SystemFailure) { UInt32(try status().st_mode) & 0o7777 } }

  private func status() throws(SystemFailure) -> stat {
    var status = stat()
    try SystemFailure.check { fstat(folder.number, &status) }
    return status
  }

  /// Gives this folder the mode of another, and files of these names the mode that the first of them has there.
  package func takeMode(of other: OpenFolder, files names: [FileName]) throws(SystemFailure) {
    for name in names {
      guard try contains(name), let mode = try other.fileMode(names) else { continue }
      let file = FileDescriptor(taking: try openFile(name))
      try SystemFailure.check { fchmod(file.number, mode) }
    }
    let mode = mode_t(try other.mode)
    try SystemFailure.check { fchmod(folder.number, mode) }
  }

  private func fileMode(_ names: [FileName]) throws(SystemFailure) -> mode_t? {
    for name in names where try contains(name) {
      let mode = try status(of: name).st_mode
      if mode & S_IFMT == S_IFREG { return mode & 0o777 }
    }
    return nil
  }

  /// Gives this folder and files of it the owner of another folder, as far as the system lets this user do that.
  package func takeOwner(of other: OpenFolder, files names: [FileName]) throws(SystemFailure) {
    let (theirs, ours) = (try other.status(), try status())
    guard theirs.st_uid != ours.st_uid || theirs.st_gid != ours.st_gid else { return }
    func give(_ file: FileDescriptor) {
      if fchown(file.number, theirs.st_uid, theirs.st_gid) != 0 { _ = fchown(file.number, uid_t.max, theirs.st_gid) }
    }
    for name in names where try contains(name) { give(FileDescriptor(taking: try openFile(name))) }
    give(folder)
  }
}
