package import FractalCore

/// The largest things that a pack may hold, so that a few hostile bytes cannot ask for all memory.
package enum PackLimits {
  /// Bytes of `manifest.json`.
  package static let manifest = 1 << 20
  /// Bytes of a minisign signature.
  package static let signature = 4096
  /// Bytes of `croissant.json`.
  package static let croissant = 2 << 20
  /// Bytes of a preset in a recipe.
  package static let preset = 8 << 10
  /// Bytes of a catalog, also after inflating: about 250,000 assets.
  package static let catalog = 64 << 20
  /// Bytes of a shard.
  package static let shard = 256 << 20
  /// Bytes of a record.
  package static let record = 64 << 10
  /// Assets: their names have nine digits, and the project's presets go to a million.
  package static let assets = 1_000_000
  /// Bytes of a text of one line.
  package static let line = 200
  /// Bytes of a description.
  package static let text = 4096

  /// Bytes of a PNG of pictures of a shape: twice the pixels, which no encoder needs.
  package static func picture(_ shape: PixelShape) -> Int { 2 * shape.byteCount + (64 << 10) }
}
