internal import ContentHashing
internal import FractalCore
internal import FractalRendering
internal import FractalSearch
internal import StoreReader
public import StoreWriter

/// Makes a recipe: a pack of a few kilobytes from which the receiver grows the very same store, proved by its root.
public struct RecipeCreator: Sendable {
  /// The content of the recipe.
  public enum Content: Sendable {
    /// The specifications of all assets: the receiver renders them.
    case catalog
    /// A preset's text and what was said instead of it: the receiver searches and renders.
    ///
    /// The plan must be the one that preset, size, seed and pool give; it is compared with the store's.
    case plan(preset: [UInt8], plan: GenerationPlan)
  }

  /// The store's folder.
  public let store: String
  /// The output: a folder or a tar.
  public let output: PackOutput
  /// The settings of the pack.
  public let settings: PackSettings
  /// Its content.
  public let content: Content

  /// A recipe for the store at `store`.
  public init(store: String, output: PackOutput, settings: PackSettings, content: Content) {
    (self.store, self.output, self.settings, self.content) = (store, output, settings, content)
  }

  /// Makes the recipe.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/cannotPack`` for a store that cannot be grown from it.
  public func run() throws -> PackOutcome {
    let store = try PackableStore(path: store)
    let survey = try StoreSurvey(store.store)
    try requireRenderable(store.store, survey)
    let description = try survey.description(of: store.store, settings)
    let name: String
    let bytes: [UInt8]
    var catalogSize: Int?
    var recipe: PackManifest.PlanSettings?
    switch content {
    case .catalog:
      let catalog = try store.catalog(licence: description.licence).bytes
      (name, bytes, catalogSize) = (PackFiles.packedCatalog, try Gzip.compress(catalog), catalog.count)
    case .plan(let preset, let plan):
      try check(plan, of: store.store, preset)
      let search = plan.search
      recipe = PackManifest.PlanSettings(
        size: [search.shape.height, search.shape.width], seed: search.seed, pool: search.pool)
      (name, bytes) = (PackFiles.preset, preset)
    }
    var manifest = try PackManifest(
      kind: recipe == nil ? .catalog : .plan, description: description, settings: settings, store: store,
      files: [(name, bytes)])
    manifest.catalogSize = catalogSize
    manifest.recipe = recipe
    if let standing = try ExistingPack(at: output) {
      _ = try standing.require(manifest, signedBy: settings.key?.publicKey, .silent)
      PackStaging.removeRemains(of: output)
      return PackOutcome(
        manifest: manifest, byteCount: standing.byteCount, resumedFrom: manifest.count, count: manifest.count)
    }
    let staging = try PackStaging(output, basis: [store.root.hex, "recipe", manifest.kind.rawValue])
    let size = try staging.finish(manifest, files: [(name, bytes)], key: settings.key, .silent)
    return PackOutcome(manifest: manifest, byteCount: size ?? 0, resumedFrom: 0, count: manifest.count)
  }

  private func requireRenderable(_ store: Store, _ survey: StoreSurvey) throws(PackError) {
    guard survey.imports == 0 else {
      throw PackError(
        .cannotPack,
        "\(store.path) has \(survey.imports) imported assets, which nobody can render: make a pack of the assets instead"
      )
    }
    guard survey.licences.count == 1 else {
      throw PackError(
        .cannotPack, "\(store.path) has assets of several licences, which a recipe cannot tell apart: pack the assets")
    }
    guard store.header.rendererVersion == AssetSpec.currentRendererVersion else {
      throw PackError(
        .cannotPack,
        "\(store.path) was rendered by version \(store.header.rendererVersion), and this program renders version "
          + "\(AssetSpec.currentRendererVersion): nobody could grow it with this release")
    }
  }

  private func check(_ plan: GenerationPlan, of store: Store, _ preset: [UInt8]) throws(PackError) {
    guard plan.hash == store.header.planHash else {
      throw PackError(
        .cannotPack,
        "\(store.path) was not made from this preset with this size, seed and pool: give them as to `fernery generate`")
    }
    guard store.ids.lowerBound == 0 else {
      throw PackError(
        .cannotPack, "\(store.path) is a part of its catalog: merge the parts, or use --recipe catalog")
    }
    guard (1...PackLimits.preset).contains(preset.count) else {
      throw PackError(
        .cannotPack, "the preset has more than \(PackLimits.preset) bytes, the most that a recipe has: shorten it")
    }
  }
}
