import Foundation
import FractalCore

/// Folders that commands make: looked at before the work, which may take long.
enum OutputFolder {
  /// Checks that a folder could be made at `path`, as far as that can be told without trying; one that is there is good.
  ///
  /// - Parameter option: what gives another path, for the message.
  static func check(_ path: String, option: String) throws(CommandError) {
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return }
    // `deletingLastPathComponent` of a bare name is the folder that the process works in.
    let parent = URL(filePath: path).deletingLastPathComponent().path
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
}
