internal import FractalCore
internal import StoreWriter

/// The catalog of a catalog recipe.
enum RecipeCatalog {
  /// Inflates and checks it: no more bytes than the manifest names are ever made.
  static func read(_ pack: OpenedPack) throws -> CatalogFile {
    let packed = try pack.bytes(of: PackFiles.packedCatalog)
    guard let size = pack.manifest.catalogSize, let bytes = try Gzip.inflate(packed, size: size) else {
      throw PackError(
        .wrongContent, "the catalog does not have the size that the manifest names: do not use this pack")
    }
    return try pack.catalog(bytes)
  }
}
