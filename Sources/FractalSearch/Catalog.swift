internal import ContentHashing
public import FractalCore
public import FractalRendering

/// An ordered list of asset specifications: what a search finds and a store renders.
///
/// The order is that of selection, so every prefix is a good set of its size.
public struct Catalog: Sendable, Hashable {
  /// The specifications, by id.
  public let specifications: [AssetSpec]

  /// A catalog of specifications in order.
  public init(specifications: [AssetSpec]) {
    self.specifications = specifications
  }

  /// The canonical bytes of each specification, by id.
  public var entries: [[UInt8]] { specifications.map(\.canonicalBytes) }

  /// SHA-256 over the number of entries (u64) and, for each, its length (u32) and bytes, little-endian.
  public static func hash(of entries: [[UInt8]]) -> SHA256Digest {
    var writer = CanonicalWriter()
    writer.write(UInt64(entries.count))
    for entry in entries {
      writer.write(UInt32(entry.count))
      writer.write(contentsOf: entry)
    }
    return SHA256Digest(sha256Of: writer.bytes)
  }
}
