internal import CLibrary
internal import CSystem

extension FolderWriting {
  /// Exchanges what two paths in one folder name, as one step.
  ///
  /// - Returns: false, with nothing changed, where the system or the file system cannot.
  package static func exchange(_ path: String, _ other: String) throws(SystemFailure) -> Bool {
    do throws(SystemFailure) {
      try SystemFailure.check { csystem_exchange_paths(path, other) }
      return true
    } catch {
      // Unknown to the system (ENOSYS), the file system (EINVAL, ENOTSUP, ENOTTY, EPERM) or for this folder: a layer of
      // an overlay that cannot be renamed (EXDEV), a mounted volume (EBUSY).
      guard [ENOSYS, EINVAL, ENOTSUP, ENOTTY, EPERM, EXDEV, EBUSY].contains(error.code) else { throw error }
      return false
    }
  }

  /// Writes a file's content to the disk.
  package static func synchronizeFile(_ path: String) throws(SystemFailure) {
    let file = try FileDescriptor(path, O_RDWR)
    try file.synchronize()
  }

  /// Gives a file a second name, or a copy one where the file system has no second names; an existing name is left as
  /// it is.
  package static func addName(_ name: String, to path: String) throws(SystemFailure) {
    do throws(SystemFailure) { try SystemFailure.check { link(path, name) } } catch {
      guard !error.isTaken else { return }
      guard [EPERM, ENOTSUP, EMLINK, ENOSYS, EXDEV].contains(error.code) else { throw error }
      let draft = name + ".tmp"
      removeFile(draft)
      try FileDescriptor(making: draft).copyAll(of: FileDescriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
      try rename(draft, to: name)
    }
  }
}
