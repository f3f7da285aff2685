internal import CKernels
package import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension FolderWriting {
  /// Exchanges what two paths in one folder name, as one step, and writes the folder to the disk.
  ///
  /// - Returns: false, with nothing changed, where the system or the file system cannot.
  package static func exchange(_ path: String, _ other: String, inFolder folder: String) throws(SystemFailure) -> Bool {
    guard ck_exchange_paths(path, other) == 0 else {
      let failure = SystemFailure.last
      if [ENOSYS, EINVAL, ENOTSUP].contains(failure.code) { return false }
      throw failure
    }
    try synchronizeFolder(folder)
    return true
  }

  /// Writes a file's content to the disk.
  package static func synchronizeFile(_ path: String) throws(SystemFailure) {
    let file = try FileDescriptor(path, O_RDWR)
    guard fsync(file.number) == 0 else { throw .last }
  }

  /// The path without links, so that what it names is the thing itself.
  package static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Gives a file a second name; an existing name is left as it is.
  package static func addName(_ name: String, to path: String) throws(SystemFailure) {
    guard link(path, name) == 0 || errno == EEXIST else { throw .last }
  }
}
