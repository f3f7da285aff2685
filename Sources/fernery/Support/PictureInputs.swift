import Foundation
import FractalCore
import FractalImageIO

/// The pictures that a command line names: files, and the PNGs of folders in the order of their names.
enum PictureInputs {
  struct Input {
    var path: String
    var picture: Picture
  }

  /// Reads up to `limit` pictures as RGB.
  ///
  /// - Throws: `PNGError` for a file that is no PNG, ``CommandError`` where there is nothing to read.
  static func read(_ paths: [String], limit: Int) throws -> [Input] {
    let files = try paths.flatMap(expand)
    return try files.prefix(limit).map { Input(path: $0, picture: try PNG.read(path: $0, channels: .rgb)) }
  }

  private static func expand(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CommandError(.notFound, "there is no picture or folder \(path)")
    }
    guard isFolder.boolValue else { return [path] }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw CommandError(.forbidden, "the folder \(path) may not be read: change its permissions")
    }
    let names = entries.filter { $0.lowercased().hasSuffix(".png") && !$0.hasPrefix(".") }.sorted()
    guard !names.isEmpty else {
      throw CommandError(.notFound, "the folder \(path) holds no PNG file; Fernery reads PNG alone")
    }
    return names.map { "\(path)/\($0)" }
  }
}
