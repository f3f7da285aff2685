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
    try refuseDash(path, option: option)
    let files = FileManager.default
    guard !files.fileExists(atPath: path) else { return try refuseIrreplaceable(path, option: option) }
    // `deletingLastPathComponent` of a bare name is the folder that the process works in.
    let parent = URL(filePath: path).deletingLastPathComponent().path
    try refuseStore(around: path, holding: path, option: option)
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: parent, isDirectory: &isFolder) else {
      throw CommandError(.cannotCreate, "\(path) cannot be made: there is no folder \(parent); make it first")
    }
    guard isFolder.boolValue else {
      throw CommandError(.cannotCreate, "\(path) cannot be made: \(parent) is a file; choose another \(option)")
    }
    guard files.isWritableFile(atPath: parent) else {
      throw CommandError(
        .permissionDenied,
        "\(path) cannot be made: \(parent) may not be written; choose another \(option), or change its permissions")
    }
  }

  /// Checks the path of a file that is written piece by piece: a catalog, a journal.
  static func check(file path: String, option: String) throws(CommandError) {
    try refuseDash(path, option: option)
    try refuseStore(around: path, holding: path, option: option)
  }

  private static func refuseDash(_ path: String, option: String) throws(CommandError) {
    guard path == "-" else { return }
    throw CommandError(.outOfRange, "\(option) cannot be standard output here: ./- names a file or folder called -")
  }

  /// Refuses a store as the place of something else, at any depth.
  ///
  /// - Parameters:
  ///   - target: where the path leads.
  ///   - path: the path as it was given, for the message.
  static func refuseStore(around target: String, holding path: String, option: String) throws(CommandError) {
    var folder = URL(filePath: target).deletingLastPathComponent().resolvingSymlinksInPath()
    while true {
      if FileManager.default.fileExists(atPath: FolderWriting.path(StoreFile.data, in: folder.path)) {
        throw CommandError(.cannotCreate, "\(path) would lie inside the store \(folder.path): choose another \(option)")
      }
      let parent = folder.deletingLastPathComponent()
      guard parent.path.utf8.count < folder.path.utf8.count else { return }
      folder = parent
    }
  }

  /// Refuses an empty folder that what is made beside it could not take the place of, so that no work is lost at its end.
  private static func refuseIrreplaceable(_ path: String, option: String) throws(CommandError) {
    guard (try? FileManager.default.contentsOfDirectory(atPath: path)) == [] else { return }
    let (parent, name) = FolderWriting.split(path)
    let reason: String? =
      if name == "." || name == ".." {
        "it has no name of its own there"
      } else if FolderWriting.isLink(FolderWriting.path(name, in: parent)) {
        "it is a link"
      } else if FolderWriting.isVolume(path) {
        "it is a mounted volume"
      } else {
        nil
      }
    guard let reason else { return }
    throw CommandError(
      .cannotCreate, "\(path) is an empty folder that cannot be replaced, because \(reason): give \(option) a new path")
  }
}
