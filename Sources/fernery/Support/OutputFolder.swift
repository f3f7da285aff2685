import Foundation
import FractalCore
import StoreReader
import StoreWriter
import SystemIO

/// Folders that commands make: looked at before the work, which may take long.
enum OutputFolder {
  /// Checks that a folder could be made at `path`, as far as that can be told without trying; one that is there is good.
  ///
  /// - Parameter option: what gives another path, for the message.
  static func check(_ path: String, option: String) throws(CommandError) {
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return try refuseIrreplaceable(path, option: option) }
    // `deletingLastPathComponent` of a bare name is the folder that the process works in.
    let parent = URL(filePath: path).deletingLastPathComponent().path
    try refuseStore(parent, holding: path, option: option)
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: parent, isDirectory: &isFolder) else {
      throw CommandError(.cannotCreate, "\(path) cannot be made: there is no folder \(parent); make it first")
    }
    guard isFolder.boolValue else {
      throw CommandError(.cannotCreate, "\(path) cannot be made: \(parent) is a file; choose another \(option)")
    }
    guard files.isWritableFile(atPath: parent) else {
      throw CommandError(
        .forbidden,
        "\(path) cannot be made: \(parent) may not be written; choose another \(option), or change its permissions")
    }
  }

  /// Refuses a store as the place of something else.
  static func refuseStore(_ folder: String, holding path: String, option: String) throws(CommandError) {
    guard FileManager.default.fileExists(atPath: FolderWriting.path(StoreFile.data, in: folder)) else { return }
    throw CommandError(.cannotCreate, "\(path) would lie inside the store \(folder): choose another \(option)")
  }

  /// Refuses an empty folder that what is made beside it could not take the place of, so that no work is lost at its end.
  private static func refuseIrreplaceable(_ path: String, option: String) throws(CommandError) {
    guard (try? FileManager.default.contentsOfDirectory(atPath: path)) == [] else { return }
    let (parent, name) = FolderWriting.split(path)
    var (status, above) = (stat(), stat())
    let reason: String? =
      if name == "." || name == ".." {
        "it has no name of its own there"
      } else if lstat(FolderWriting.path(name, in: parent), &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
        "it is a link"
      } else if stat(parent, &above) == 0, status.st_dev != above.st_dev {
        "it is a mounted volume"
      } else {
        nil
      }
    guard let reason else { return }
    throw CommandError(
      .cannotCreate, "\(path) is an empty folder that cannot be replaced, because \(reason): give \(option) a new path")
  }
}
