import Foundation
import FractalCore
import FractalRendering
import Presets
import StoreReader

/// The subject of `fernery render`: a specification and its names.
struct RenderSubject {
  var name: String
  var title: String
  var source: String
  var specification: AssetSpec

  /// A named classic, or a genome from a file.
  init(_ fractal: Fractal, size: SizeArgument, seed: UInt64) throws(PresetError) {
    (name, title, source) = (fractal.name, fractal.title, fractal.source)
    specification = try fractal.specification(shape: PixelShape(height: size.height, width: size.width), seed: seed)
  }

  /// An asset of a store, by its specification; one of an older renderer is drawn as this one draws it.
  init(asset id: Int, ofStore path: String) throws {
    let store = try Store(path: path)
    guard (0..<(try store.catalogCount)).contains(id) else {
      throw CommandError(
        .outOfRange, "--id is \(id); the catalog of \(path) has the ids 0 to \(try store.catalogCount - 1)")
    }
    let record = store.ids.contains(id) ? "asset \(id)" : "specification \(id)"
    do {
      specification = try AssetSpec(canonicalBytes: store.specification(of: id))
    } catch let error as RenderingError {
      throw CommandError(.invalidData, "the \(record) of \(path) cannot be drawn: \(error.message)")
    }
    specification.rendererVersion = AssetSpec.currentRendererVersion
    (name, title, source) = ("\(store.name)-\(id)", record, path)
  }

  /// Whether a path is a folder, as a store is.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
