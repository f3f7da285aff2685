import Foundation
import FractalCore
import FractalImageIO
import IPMix

/// The pictures that a command line names: files, and the PNGs of folders in the order of their names.
enum PictureInputs {
  struct Input {
    var path: String
    var picture: Picture
  }

  /// Reads up to `limit` pictures, as RGB or in grey; those with a side above 1,024 are made smaller, and stderr says so.
  ///
  /// - Throws: `PNGError` for a file that is no PNG, ``CommandError`` where there is nothing to read or a picture is too
  ///   small to be mixed.
  static func read(_ paths: [String], limit: Int, grey: Bool = false) throws -> [Input] {
    let files = try files(paths)
    if files.count > limit {
      StandardError.writeLine("fernery: taking the first \(limit) of \(files.count) pictures; --limit takes more")
    }
    var shrunk = 0
    let inputs = try files.prefix(limit).map { path in
      let picture = try PNG.read(path: path, channels: .rgb).withChannels(grey ? 1 : 3)
      let fitting = try shrink(picture)
      if fitting.shape != picture.shape { shrunk += 1 }
      guard fitting.shape.isMixable else {
        throw CommandError(
          .outOfRange, "\(path) is \(picture.height)x\(picture.width) pixels; a picture to mix has at least 8 a side")
      }
      return Input(path: path, picture: fitting)
    }
    if shrunk > 0 {
      StandardError.writeLine(
        "fernery: \(shrunk) of \(inputs.count) pictures are larger than 1024 pixels and were shrunk to it")
    }
    return inputs
  }

  /// The files that paths name: themselves, and the PNGs of folders.
  static func files(_ paths: [String]) throws -> [String] {
    try paths.flatMap(expand)
  }

  /// The picture with its longer side at 1,024 pixels at most, its proportions kept.
  private static func shrink(_ picture: Picture) throws -> Picture {
    let (side, limit) = (max(picture.height, picture.width), PixelShape.mixableSides.upperBound)
    guard side > limit else { return picture }
    func scaled(_ length: Int) -> Int { max(1, (length * limit + side / 2) / side) }
    return try Resampling(from: picture.shape, height: scaled(picture.height), width: scaled(picture.width))(picture)
  }

  private static func expand(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CommandError(.notFound, "there is no picture or folder \(path)")
    }
    guard isFolder.boolValue else { return [path] }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw CommandError(.permissionDenied, "the folder \(path) may not be read: change its permissions")
    }
    let names = entries.filter { $0.lowercased().hasSuffix(".png") && !$0.hasPrefix(".") }.sorted()
    guard !names.isEmpty else {
      throw CommandError(.notFound, "the folder \(path) holds no PNG file; Fernery reads PNG alone")
    }
    return names.map { "\(path)/\($0)" }
  }
}
