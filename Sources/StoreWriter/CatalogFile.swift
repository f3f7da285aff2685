internal import ContentHashing
public import FractalCore
internal import FractalRendering
public import FractalSearch
internal import StoreReader

/// A catalog apart from any store: what a search found and everything that rendering it needs.
///
/// Machines that render its shards share nothing else. Its form in bytes is a contract (Store/FORMAT.md).
public struct CatalogFile: Sendable, Hashable {
  /// The plan that the stores keep.
  public var planHash: SHA256Digest
  /// The version of the code that renders it.
  public var rendererVersion: UInt32
  /// The plan's seed.
  public var seed: UInt64
  /// The shape of every asset.
  public var shape: PixelShape
  /// The licence of the pictures, an SPDX expression.
  public var licence: String
  /// The canonical form of each specification, by id.
  public var entries: [[UInt8]]

  /// The catalog that a search of `plan` found.
  public init(plan: GenerationPlan, catalog: Catalog) {
    planHash = plan.hash
    rendererVersion = AssetSpec.currentRendererVersion
    seed = plan.search.seed
    shape = plan.search.shape
    licence = plan.licence
    entries = catalog.entries
  }

  /// The catalog's hash, as stores name it.
  public var hash: SHA256Digest { Catalog.hash(of: entries) }

  /// The plan of a store of one range of the catalog.
  func storePlan(ids: Range<Int>, generatorVersion: String) -> StorePlan {
    StorePlan(
      generatorVersion: generatorVersion, rendererVersion: rendererVersion, planHash: planHash, catalogHash: hash,
      seed: seed, shape: shape, idRange: ids)
  }

  /// Checks that this program renders what the catalog names.
  func requireCurrentRenderer(_ path: String) throws(StoreWriterError) {
    guard rendererVersion == AssetSpec.currentRendererVersion else {
      throw StoreWriterError(
        .otherPlan,
        "\(path) is for renderer version \(rendererVersion), and this program renders version "
          + "\(AssetSpec.currentRendererVersion): use the release of Fernery that made it")
    }
  }
}
