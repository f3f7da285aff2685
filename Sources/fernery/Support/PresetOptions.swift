import ArgumentParser
import FractalCore
import FractalSearch
import Presets
import StoreWriter

/// The options that replace values of a preset.
struct PresetOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Pixels a side, or HEIGHTxWIDTH: 16 to 1024.")
  var size: SizeArgument?

  @Option(parsing: .unconditional, help: "The seed, a whole number from 0: another seed, another set.")
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "How many proposals to choose from.")
  var pool: Int?

  @Flag(help: "Let the pool pass by in batches, in memory that does not grow with it; another set than without.")
  var stream = false

  @Option(
    parsing: .unconditional,
    help: "Cut the pool into so many islands, which machines can search apart; another set than without.")
  var islands: Int?

  @Option(
    parsing: .unconditional,
    help:
      "With --stream or --islands, how many are kept of each batch or island (default: what the preset keeps, or its count)."
  )
  var kept: Int?

  /// Whether nothing is said instead.
  var isEmpty: Bool {
    size == nil && seed == nil && pool == nil && !stream && islands == nil && kept == nil
  }

  /// The preset of a name or file, with what the command line says instead.
  func preset(_ nameOrPath: String, count: Int?) throws -> GenerationPreset {
    try applied(to: PresetLibrary.generation(nameOrPath), count: count)
  }

  /// A preset with what the command line says instead.
  func applied(to preset: GenerationPreset, count: Int?) throws -> GenerationPreset {
    var preset = preset
    // By the preset's own count: what a plan keeps is part of it, and how many are chosen is not.
    if let method = try method(instead: preset) { preset.plan.method = method }
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
    if let kept = preset.plan.method.kept, preset.count > kept {
      throw CommandError(
        .outOfRange,
        "\(HumanFormat.count(preset.count)) assets cannot be chosen where \(HumanFormat.count(kept)) are kept: lower "
          + "--count or raise --kept, which makes another set")
    }
    guard preset.count <= preset.plan.pool else {
      throw CommandError(
        .outOfRange,
        "\(HumanFormat.count(preset.count)) assets cannot be chosen from a pool of \(HumanFormat.count(preset.plan.pool)) "
          + "proposals: lower --count or raise --pool")
    }
    return preset
  }

  /// The method that the command line names; nil for the preset's own.
  private func method(instead preset: GenerationPreset) throws -> SelectionMethod? {
    if let kept { try require(kept, in: GenerationPreset.counts, option: "--kept") }
    let kept = kept ?? preset.plan.method.kept ?? preset.count
    switch (stream, islands) {
    case (true, nil): return .stream(kept: kept)
    case (false, let islands?):
      try require(islands, in: SelectionMethod.islandCounts, option: "--islands")
      return .islands(islands, kept: kept)
    case (true, _?): throw CommandError(.outOfRange, "--stream and --islands exclude each other: give one of them")
    case (false, nil):
      guard self.kept != nil else { return nil }
      switch preset.plan.method {
      case .pool: throw CommandError(.outOfRange, "--kept needs --stream or --islands")
      case .stream: return .stream(kept: kept)
      case .islands(let islands, _): return .islands(islands, kept: kept)
      }
    }
  }
}

extension GenerationPreset {
  /// The plan that a store of this preset keeps.
  var generationPlan: GenerationPlan { GenerationPlan(search: plan, licence: licence) }
}
