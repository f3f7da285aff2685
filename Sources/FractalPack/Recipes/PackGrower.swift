public import FractalCore
internal import StoreReader
public import StoreWriter

/// Grows the store that a recipe describes, and proves it by its root; till then nothing stands at the store's path.
///
/// A run that ends early is gone on with by the same call.
public struct PackGrower: Sendable {
  /// What a plan recipe asks for: its preset, and what was said instead.
  public struct PlanRecipe: Sendable {
    /// The preset's text: YAML from a stranger.
    public var preset: [UInt8]
    /// Height and width.
    public var size: [Int]
    /// The plan's seed.
    public var seed: UInt64
    /// How many proposals are judged.
    public var pool: Int
    /// How many assets are grown.
    public var count: Int
  }

  /// Where the pack lies: a folder, a tar, `-` for standard input, or an http(s) URL.
  public let location: String
  /// The folder of the store to make.
  public let path: String
  /// Reads a plan recipe.
  public let plan: @Sendable (PlanRecipe) throws -> GenerationPlan
  /// Whom to believe.
  public var trust = PackTrust()
  /// Threads that search and render.
  public var threads = Parallel.processorCount
  /// The instruction set of the kernels; all give the same store.
  public var instructionSet = InstructionSet.best
  /// The most assets that one commit takes; nil for as many as 64 MiB or two seconds hold.
  public var batchLimit: Int?

  /// A growth of the recipe at `location` into a store at `path`.
  public init(location: String, path: String, plan: @escaping @Sendable (PlanRecipe) throws -> GenerationPlan) {
    (self.location, self.path, self.plan) = (location, path, plan)
  }

  /// Runs until the store stands or the monitor cancels.
  ///
  /// - Throws: ``PackError``, among them ``PackErrorCode/otherRoot``; `SearchError`, `StoreError` or `StoreWriterError`.
  public func run(monitor: Monitor = .silent) throws -> PackUnpacker.Outcome {
    let pack = try OpenedPack(PackLocation.source(location), trust: trust)
    try pack.require(.catalog, .plan)
    let manifest = pack.manifest
    if try StoreStaging.isDone(path, manifest) {
      return PackUnpacker.Outcome(
        report: PackReport(pack), count: manifest.count, resumedFrom: manifest.count, root: manifest.root)
    }
    let content = try content(pack)
    try pack.source.finish()
    let staging = try StoreStaging(target: path, manifest: pack.manifestBytes)
    let grown = try grow(content, manifest, staging.store, monitor)
    var outcome = PackUnpacker.Outcome(
      report: PackReport(pack), count: grown.count, resumedFrom: grown.resumedFrom, root: nil)
    guard let root = grown.root else { return outcome }
    guard root == manifest.root else {
      staging.discard()
      throw PackError(
        .otherRoot,
        "what grew has the root \(root.hex.prefix(16)) and the recipe names \(manifest.root.hex.prefix(16)): the recipe "
          + "is wrong, or another release made it")
    }
    try pack.remember()
    try staging.publish()
    outcome.root = root
    return outcome
  }

  private enum Content {
    case catalog(CatalogFile)
    case plan(GenerationPlan)
  }

  private func content(_ pack: OpenedPack) throws -> Content {
    guard let recipe = pack.manifest.recipe else { return .catalog(try RecipeCatalog.read(pack)) }
    let preset = try pack.bytes(of: PackFiles.preset)
    let plan = try plan(
      PlanRecipe(
        preset: preset, size: recipe.size, seed: recipe.seed, pool: recipe.pool, count: pack.manifest.count))
    // Before hours of search.
    guard plan.hash == pack.manifest.origin.plan else {
      throw PackError(
        .otherRoot,
        "the recipe's preset does not give the plan that its manifest names: another release of fernery made it")
    }
    return .plan(plan)
  }

  private func grow(
    _ content: Content, _ manifest: PackManifest, _ store: String, _ monitor: Monitor
  ) throws -> Generator.Outcome {
    switch content {
    case .catalog(let catalog):
      var generator = CatalogGenerator(catalog: catalog, idRange: manifest.origin.ids, path: store)
      (generator.threads, generator.instructionSet, generator.batchLimit) = (threads, instructionSet, batchLimit)
      generator.generatorVersion = manifest.origin.generator
      return try generator.run(monitor: monitor)
    case .plan(let plan):
      var generator = Generator(plan: plan, count: manifest.count, path: store)
      (generator.threads, generator.instructionSet, generator.batchLimit) = (threads, instructionSet, batchLimit)
      generator.generatorVersion = manifest.origin.generator
      return try generator.run(monitor: monitor)
    }
  }
}
