internal import CLibrary

extension FolderWriting {
  /// Removes what stands at a path, a folder with all that is in it, as far as that goes; links are not followed.
  package static func removeTree(_ path: String) {
    guard unlink(path) != 0, let folder = try? OpenFolder(path) else { return }
    folder.removeAll()
    if folder.isNamed(by: path) { removeFolder(path) }
  }
}
