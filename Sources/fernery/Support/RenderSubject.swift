import Foundation
import FractalCore
import FractalRendering
import FractalSearch
import IFS
import Presets
import StoreReader

/// What `fernery render` draws: a specification and what it is called.
struct RenderSubject {
  var name: String
  var title: String
  var source: String
  var specification: AssetSpec

  /// A preset's or a file's genome, framed where its file does not say how, in the colours that the seed draws.
  init(_ drawable: Drawable, size: SizeArgument, seed: UInt64) throws {
    (name, title, source) = (drawable.name, drawable.title, drawable.source)
    let shape = PixelShape(height: size.height, width: size.width)
    var draws = RandomStream(seed: seed, purpose: .colouring).draws()
    let genome = drawable.genome.genome
    var colouring = Colouring(mode: .coordinate, palette: .foreground(&draws), highlights: 0.5)
    if genome.family == .escapeTime { colouring.exposure = 20 }
    specification = AssetSpec(
      genome: genome, framing: try drawable.genome.framing ?? Self.framing(genome, name, shape, seed),
      colouring: colouring, background: .black, shape: shape,
      samplesPerPixel: genome.family == .escapeTime ? 16 : 200, seed: seed)
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

  private static func framing(
    _ genome: Genome, _ name: String, _ shape: PixelShape, _ seed: UInt64
  ) throws(CommandError) -> Framing {
    switch genome {
    case .escapeTime(let fractal): return EscapeTimeWindow.whole(fractal)
    case .affine, .flame:
      guard let orbit = Orbit.trace(genome, seed: seed) else {
        throw CommandError(
          .outOfRange, "\(name) cannot be drawn: its orbit escapes; make its maps contract, with smaller a to d")
      }
      guard let framing = orbit.framing(for: shape) else {
        throw CommandError(
          .outOfRange, "\(name) cannot be drawn: its attractor is a single point; give its maps different fixed points")
      }
      return framing
    }
  }
}
