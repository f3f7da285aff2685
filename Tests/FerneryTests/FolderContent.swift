import Foundation

/// Every file below a folder with its bytes, to see that a command changed nothing.
struct FolderContent: Equatable, CustomStringConvertible {
  private let files: [String: Data]

  /// Reads a folder.
  ///
  /// LMDB's table of readers is left out: it says who reads, not what is there.
  init(_ path: String) throws {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) where !name.hasSuffix("assets.mdb-lock") {
      // A folder has no bytes of its own, but its name counts.
      files[name] = FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data()
    }
    self.files = files
  }

  /// The names and sizes: the bytes would fill the screen.
  var description: String { files.map { "\($0.key) \($0.value.count)" }.sorted().joined(separator: ", ") }
}
