import ArgumentParser
import FractalCore
import FractalSearch
import Presets
import StoreWriter

/// What the command line says instead of a preset.
struct PresetOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Pixels a side, or HEIGHTxWIDTH: 16 to 1024.")
  var size: SizeArgument?

  @Option(parsing: .unconditional, help: "The seed: another seed, another set.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "How many proposals to choose from.")
  var pool: Int?

  /// Whether nothing is said instead.
  var isEmpty: Bool { size == nil && seed == nil && pool == nil }

  /// The preset of a name or file, with what the command line says instead.
  func preset(_ nameOrPath: String, count: Int?) throws -> GenerationPreset {
    var preset = try PresetLibrary.generation(nameOrPath)
    if let count { preset.count = count }
    try require(preset.count, in: GenerationPreset.counts, option: "--count")
    if let size {
      try size.validate()
      (preset.plan.shape.height, preset.plan.shape.width) = (size.height, size.width)
    }
    if let seed { preset.plan.seed = seed }
    if let pool {
      try require(pool, in: SearchPlan.poolSizes, option: "--pool")
      preset.plan.pool = pool
    }
    guard preset.count <= preset.plan.pool else {
      throw CommandError(
        .outOfRange,
        "\(HumanFormat.count(preset.count)) assets cannot be chosen from a pool of \(HumanFormat.count(preset.plan.pool)) "
          + "proposals: lower --count or raise --pool")
    }
    return preset
  }
}

extension GenerationPreset {
  /// The plan that a store of this preset keeps.
  var generationPlan: GenerationPlan { GenerationPlan(search: plan, licence: licence) }
}
