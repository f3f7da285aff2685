public import FractalCore
internal import StoreReader
internal import StoreWriter
internal import SystemIO

/// Grows the store that a recipe describes, and proves it by its root; till then nothing stands at the store's path.
///
/// A run that ends early is gone on with by the same call.
public struct PackGrower: Sendable {
  /// The location of the pack: a folder, a tar, `-` for standard input, or an http(s) URL.
  public let location: String
  /// The folder of the store to make.
  public let path: String
  /// Reads a plan recipe.
  public let plan: PlanRecipe.Reader
  /// Whom to believe.
  public var trust = PackTrust()
  /// Threads that search and render.
  public var threads = Parallel.processorCount
  /// The instruction set of the kernels; all give the same store.
  public var instructionSet = InstructionSet.best
  /// The most assets that one commit takes; nil for as many as 64 MiB or two seconds hold.
  public var batchLimit: Int?

  /// A growth of the recipe at `location` into a store at `path`.
  public init(location: String, path: String, plan: @escaping PlanRecipe.Reader) {
    (self.location, self.path, self.plan) = (location, path, plan)
  }

  /// Runs until the store stands or the monitor cancels.
  ///
  /// - Throws: ``PackError``, among them ``PackErrorCode/otherRoot``; `SearchError`, `StoreError` or `StoreWriterError`.
  public func run(monitor: TaskMonitor = .silent) throws -> PackUnpacker.Outcome {
    let pack = try OpenedPack(PackLocation.source(location, monitor), trust: trust)
    try pack.require(.catalog, .plan)
    try pack.requireMemory()
    let manifest = pack.manifest
    if try UnpackStaging.isDone(path, manifest) {
      return PackUnpacker.Outcome(
        report: PackReport(pack), count: manifest.count, resumedFrom: manifest.count, root: manifest.root)
    }
    let content = try content(pack)
    try pack.source.finish()
    let staging = try UnpackStaging(target: path, manifest: pack.manifestBytes)
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
    // Before hours of search.
    return .plan(try PlanRecipe.plan(pack, recipe, reader: plan))
  }

  private func grow(
    _ content: Content, _ manifest: PackManifest, _ store: String, _ monitor: TaskMonitor
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
