package import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Changes of folders that last: what they return from is on the disk.
package enum FolderWriting {
  /// Makes a folder; an existing one is left as it is.
  package static func makeFolder(_ path: String) throws(SystemFailure) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .last }
  }

  /// Makes a folder that this user alone may use, or finds that it is such a one.
  ///
  /// What another user has put there, or a link, is no place to work in: the failure is `EEXIST`.
  package static func makeOwnFolder(_ path: String) throws(SystemFailure) {
    guard mkdir(path, 0o700) != 0 else { return }
    guard errno == EEXIST else { throw .last }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw .last }
    guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else { throw SystemFailure(code: EEXIST) }
  }

  /// Replaces the file at `path`, in a folder of ours, by one with these bytes, whole or not at all.
  package static func replaceFile(_ path: String, with bytes: [UInt8], inFolder folder: String) throws(SystemFailure) {
    try replaceFile(path, with: bytes, draft: path + ".tmp", O_TRUNC, inFolder: folder)
  }

  /// Makes a file with these bytes among files of the user, whole or not at all.
  package static func makeFile(_ path: String, with bytes: [UInt8]) throws(SystemFailure) {
    let folder = split(path).parent
    let draft = "\(folder)/.fernery-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    try replaceFile(path, with: bytes, draft: draft, O_EXCL, inFolder: folder)
  }

  private static func replaceFile(
    _ path: String, with bytes: [UInt8], draft: String, _ flag: Int32, inFolder folder: String
  ) throws(SystemFailure) {
    let file = try FileDescriptor(draft, O_WRONLY | O_CREAT | flag)
    do throws(SystemFailure) {
      try file.write(bytes, at: 0)
      try file.synchronize()
    } catch {
      removeFile(draft)
      throw error
    }
    try move(draft, to: path, inFolder: folder)
  }

  /// Renames, and writes the folder that holds the new name to the disk.
  package static func move(_ path: String, to target: String, inFolder folder: String) throws(SystemFailure) {
    guard rename(path, target) == 0 else { throw .last }
    try synchronizeFolder(folder)
  }

  /// Writes a folder's list of names to the disk.
  package static func synchronizeFolder(_ path: String) throws(SystemFailure) {
    let folder = try FileDescriptor(path, O_RDONLY)
    // Some file systems have no fsync for folders; then there is nothing to wait for.
    guard fsync(folder.number) == 0 || errno == EINVAL else { throw .last }
  }

  /// Removes a file if it is there.
  package static func removeFile(_ path: String) {
    unlink(path)
  }

  /// Removes a file that was never finished, and gives its room back even while a forked process still has it open.
  package static func removeDraft(_ path: String) {
    truncate(path, 0)
    unlink(path)
  }

  /// Removes a folder if it is there and empty.
  package static func removeFolder(_ path: String) {
    rmdir(path)
  }

  /// Every name in a folder but `.` and `..`, in no order.
  ///
  /// - Throws: also where the listing breaks off, so that no name is left out without a word.
  package static func fileNames(in path: String) throws(SystemFailure) -> [FileName] {
    guard let folder = opendir(path) else { throw .last }
    defer { closedir(folder) }
    var names: [FileName] = []
    while true {
      // The end of the folder and a failure both give no entry; only a failure sets errno.
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else { throw .last }
        return names
      }
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes != [UInt8(ascii: ".")] && bytes != Array("..".utf8) { names.append(FileName(bytes: bytes)) }
    }
  }

  /// The names in a folder that are UTF-8, as all of ours are.
  package static func names(in path: String) throws(SystemFailure) -> [String] {
    try fileNames(in: path).compactMap(\.text)
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
