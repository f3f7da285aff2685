public import FractalCore
internal import StoreReader

/// The origin and content of a new store.
public struct StorePlan: Sendable, Hashable {
  /// The program that makes the store, such as `fernery 0.1.0`; for people, never compared.
  public var generatorVersion: String
  /// The version of the code that pixels and records depend on.
  public var rendererVersion: UInt32
  /// SHA-256 of the plan: preset content, seed, pool and selection.
  public var planHash: SHA256Digest
  /// SHA-256 of the catalog.
  public var catalogHash: SHA256Digest
  /// The plan's seed.
  public var seed: UInt64
  /// The shape of every asset.
  public var shape: PixelShape
  /// The ids that the finished store holds: a range of the catalog's, all of it unless the store is a shard or a prefix.
  public var idRange: Range<Int>

  /// A plan as given; ``StoreSession`` checks it.
  public init(
    generatorVersion: String, rendererVersion: UInt32, planHash: SHA256Digest, catalogHash: SHA256Digest, seed: UInt64,
    shape: PixelShape, idRange: Range<Int>
  ) {
    self.generatorVersion = generatorVersion
    self.rendererVersion = rendererVersion
    self.planHash = planHash
    self.catalogHash = catalogHash
    self.seed = seed
    self.shape = shape
    self.idRange = idRange
  }
}

/// How much room a store's map needs.
enum MapSize {
  private static let page = 4096
  /// Beside the pixels' own pages: record, index entries and their share of inner pages.
  private static let perAsset = 4096
  private static let slack = 64 << 20

  /// Bytes to reserve for `count` assets of a shape and a catalog: the payload's pages, a quarter more, and slack.
  ///
  /// Address space alone: the file grows with what is written.
  static func reserved(count: Int, shape: PixelShape, catalogBytes: Int) -> Int {
    let asset = Double(pixelBytes(shape) + perAsset) * Double(max(0, count))
    let bytes = (asset + 2 * Double(catalogBytes)) * 1.25 + Double(slack)
    // Beyond the address space of 47 bits LMDB reports its own error.
    return Int(min(bytes, 0x1p46)) / page * page
  }

  /// Bytes that a finished store takes, about: the pixels' pages, and three quarters of a KiB an asset for all else.
  static func onDisk(count: Int, shape: PixelShape) -> Int {
    (pixelBytes(shape) + 768) * max(0, count) + 16 * page
  }

  /// The bytes that the pixels of one asset take: a value of more than half a page begins on a page of its own, after
  /// 16 bytes.
  private static func pixelBytes(_ shape: PixelShape) -> Int {
    (shape.byteCount + 16 + page - 1) / page * page
  }
}
