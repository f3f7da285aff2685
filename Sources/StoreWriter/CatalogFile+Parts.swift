package import FractalCore

extension CatalogFile {
  /// A catalog by its parts, such as a store's own.
  ///
  /// - Parameter entries: the canonical form of each specification, by id; what is in them is not looked at.
  package init(
    planHash: SHA256Digest, rendererVersion: UInt32, seed: UInt64, shape: PixelShape, licence: String,
    entries: [[UInt8]]
  ) {
    (self.planHash, self.rendererVersion, self.seed) = (planHash, rendererVersion, seed)
    (self.shape, self.licence, self.entries) = (shape, licence, entries)
  }
}
