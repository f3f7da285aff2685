internal import StoreReader
internal import StoreWriter

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Folders with all that is in them.
enum FolderTree {
  /// Removes what stands at a path as far as that goes; links are removed and not followed.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else { return FolderWriting.removeFile(path) }
    for name in (try? FolderWriting.names(in: path)) ?? [] { remove(StoreFile.path(name, in: path)) }
    FolderWriting.removeFolder(path)
  }
}
