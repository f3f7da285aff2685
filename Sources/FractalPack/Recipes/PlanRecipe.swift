internal import FractalCore
public import StoreWriter

/// The request of a plan recipe: its preset and the values that replace some of the preset's.
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

  /// A recipe by its parts.
  public init(preset: [UInt8], size: [Int], seed: UInt64, pool: Int, count: Int) {
    (self.preset, self.size, self.seed, self.pool, self.count) = (preset, size, seed, pool, count)
  }

  /// Reads a recipe's preset; what is wrong with it is an error.
  public typealias Reader = @Sendable (PlanRecipe) throws -> GenerationPlan

  /// The plan of an opened pack: the preset's digest is compared, it is read, and must give the plan that is named.
  static func plan(_ pack: OpenedPack, _ recipe: PackManifest.PlanSettings, reader: Reader) throws -> GenerationPlan {
    let preset = try pack.bytes(of: PackFiles.preset)
    let plan = try reader(
      PlanRecipe(preset: preset, size: recipe.size, seed: recipe.seed, pool: recipe.pool, count: pack.manifest.count))
    guard plan.hash == pack.manifest.origin.plan else {
      throw PackError(
        .otherRoot,
        "the recipe's preset does not give the plan that its manifest names: another release of fernery made it")
    }
    return plan
  }
}
