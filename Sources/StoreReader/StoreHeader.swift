public import FractalCore

/// The header of a store: its versions, the origin of its content, and its progress.
public struct StoreHeader: Sendable, Hashable {
  /// Whether a store may still grow.
  public enum State: UInt8, Sendable {
    /// Assets are still being added.
    case growing = 0
    /// All assets are there, and nothing changes any more.
    case sealed = 1
  }

  /// The version of the on-disk contract.
  public var schema: StoreSchema
  /// The program that made the store, such as `fernery 0.1.0`; for people, never compared.
  public var generatorVersion: String
  /// The version of the code that pixels and records depend on.
  public var rendererVersion: UInt32
  /// SHA-256 of the plan.
  public var planHash: SHA256Digest
  /// SHA-256 of the catalog.
  public var catalogHash: SHA256Digest
  /// The plan's seed.
  public var seed: UInt64
  /// The shape of every asset.
  public var shape: PixelShape
  /// The ids that the finished store holds: a range of its catalog's.
  public var idRange: Range<Int>
  /// Whether the store may still grow.
  public var state: State
  /// The Merkle root; nil while the store grows.
  public var root: SHA256Digest?
  /// How many assets are committed.
  public var count: Int

  /// A header as given.
  public init(
    schema: StoreSchema = .current, generatorVersion: String, rendererVersion: UInt32, planHash: SHA256Digest,
    catalogHash: SHA256Digest, seed: UInt64, shape: PixelShape, idRange: Range<Int>, state: State = .growing,
    root: SHA256Digest? = nil, count: Int = 0
  ) {
    self.schema = schema
    self.generatorVersion = generatorVersion
    self.rendererVersion = rendererVersion
    self.planHash = planHash
    self.catalogHash = catalogHash
    self.seed = seed
    self.shape = shape
    self.idRange = idRange
    self.state = state
    self.root = root
    self.count = count
  }
}
