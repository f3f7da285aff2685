internal import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension FolderWriting {
  /// Removes what stands at a path, a folder with all that is in it, as far as that goes; links are not followed.
  package static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else { return removeFile(path) }
    for name in (try? names(in: path)) ?? [] { removeTree(StoreFile.path(name, in: path)) }
    removeFolder(path)
  }
}
