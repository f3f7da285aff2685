internal import CLibrary

/// Changes of folders that last: what they return from is on the disk.
package enum FolderWriting {
  /// Makes a folder; an existing one is left as it is.
  package static func makeFolder(_ path: String) throws(SystemFailure) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .last }
  }

  /// Makes a folder that no other user may write, or finds that it is such a one of this user's.
  ///
  /// A link or another user's folder is refused: the failure is `EEXIST`.
  package static func makeOwnFolder(_ path: String, mode: UInt32 = 0o755) throws(SystemFailure) {
    do throws(SystemFailure) {
      try SystemFailure.check { mkdir(path, mode_t(mode & 0o755)) }
    } catch {
      guard error.isTaken, try isOwnFolder(path) else { throw error }
    }
  }

  /// Whether a folder stands at a path, not behind a link, that is this user's.
  package static func isOwnFolder(_ path: String) throws(SystemFailure) -> Bool {
    let status = try FileStatus(of: path, followsLinks: false)
    return status.kind == .folder && status.isOwn
  }

  /// Whether a link stands at a path.
  package static func isLink(_ path: String) -> Bool {
    (try? FileStatus(of: path, followsLinks: false))?.kind == .link
  }

  /// Whether another file system is mounted at a path.
  package static func isVolume(_ path: String) -> Bool {
    guard let status = try? FileStatus(of: path), let parent = try? FileStatus(of: path + "/..") else { return false }
    return status.identity[0] != parent.identity[0]
  }

  /// Replaces the file at `path`, in a folder of ours, by one with these bytes, whole or not at all.
  package static func replaceFile(_ path: String, with bytes: [UInt8], inFolder folder: String) throws(SystemFailure) {
    let draft = path + ".tmp"
    // The draft of a run that was killed.
    removeFile(draft)
    try replaceFile(path, with: bytes, draft: draft, inFolder: folder)
  }

  /// Makes a file with these bytes among files of the user, whole or not at all.
  package static func makeFile(_ path: String, with bytes: [UInt8]) throws(SystemFailure) {
    let (folder, name) = split(path)
    let draft = "\(folder)/.\(name).fernery-draft"
    // The draft of a run that was killed.
    removeFile(draft)
    try replaceFile(path, with: bytes, draft: draft, inFolder: folder)
  }

  private static func replaceFile(
    _ path: String, with bytes: [UInt8], draft: String, inFolder folder: String
  ) throws(SystemFailure) {
    let file = try FileDescriptor(making: draft)
    do throws(SystemFailure) {
      try file.write(bytes, at: 0)
      try file.synchronize()
      try move(draft, to: path, inFolder: folder)
    } catch {
      removeFile(draft)
      throw error
    }
  }

  /// Renames a file or folder.
  package static func rename(_ path: String, to target: String) throws(SystemFailure) {
    try SystemFailure.check { CLibrary.rename(path, target) }
  }

  /// Renames, and writes the folder that holds the new name to the disk.
  package static func move(_ path: String, to target: String, inFolder folder: String) throws(SystemFailure) {
    try rename(path, to: target)
    try synchronizeFolder(folder)
  }

  /// Writes a folder's list of names to the disk.
  package static func synchronizeFolder(_ path: String) throws(SystemFailure) {
    try synchronizeFolder(FileDescriptor(path, O_RDONLY))
  }

  package static func synchronizeFolder(_ folder: FileDescriptor) throws(SystemFailure) {
    do throws(SystemFailure) { try SystemFailure.check { fsync(folder.number) } } catch {
      // Some file systems have no fsync for folders; then there is nothing to wait for.
      guard error.code == EINVAL else { throw error }
    }
  }

  /// Removes a file if it is there.
  package static func removeFile(_ path: String) {
    unlink(path)
  }

  /// Removes a file that was never finished, and gives its room back even while a forked process still has it open.
  ///
  /// A link goes, and what it leads to stays as it is; so does a file with a second name.
  package static func removeDraft(_ path: String) {
    if (try? FileStatus(of: path, followsLinks: false))?.kind == .file, let file = try? FileDescriptor(own: path) {
      try? file.empty()
    }
    unlink(path)
  }

  /// Makes an empty draft for a library that would follow a link; what a run that was killed left there goes.
  package static func makeDraft(_ path: String) throws(SystemFailure) {
    removeDraft(path)
    _ = try FileDescriptor(making: path)
  }

  /// Checks that a file which a library will write, following links, is this user's own, or not there.
  package static func requireOwnFile(_ path: String) throws(SystemFailure) {
    guard let status = try FileStatus.ifPresent(path, followsLinks: false) else { return }
    guard status.isOwnFile else { throw SystemFailure.taken }
  }

  /// Removes a folder if it is there and empty.
  package static func removeFolder(_ path: String) {
    rmdir(path)
  }

  /// Every name in a folder but `.` and `..`, in no order.
  ///
  /// - Throws: also where the listing breaks off, so that no name is left out without a word.
  package static func fileNames(in path: String) throws(SystemFailure) -> [FileName] {
    try OpenFolder(following: path).names()
  }

  /// The names in a folder that are UTF-8, as all of ours are.
  package static func names(in path: String) throws(SystemFailure) -> [String] {
    try fileNames(in: path).compactMap(\.text)
  }

  /// The path of what has this name in a folder.
  package static func path(_ name: String, in folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The folder that holds `path`, and its last component.
  package static func split(_ path: String) -> (parent: String, name: String) {
    var trimmed = path[...]
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
    let parent = trimmed[..<slash]
    return (parent.isEmpty ? "/" : String(parent), String(trimmed[trimmed.index(after: slash)...]))
  }
}
