internal import CLibrary

/// The kind of file that a path names.
package enum PathKind: Sendable, Hashable {
  case missing, folder, file

  /// Follows links; throws when the path cannot be looked at.
  package init(of path: String) throws(SystemFailure) {
    guard let status = try FileStatus.ifPresent(path) else {
      self = .missing
      return
    }
    self = status.kind == .folder ? .folder : .file
  }

  /// The path from the root of the file system, links resolved; the path itself where nothing stands, or where the
  /// resolved one is not UTF-8.
  package static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    // A path that is not UTF-8 would name something else once it is text.
    return String(validatingCString: resolved) ?? path
  }
}
