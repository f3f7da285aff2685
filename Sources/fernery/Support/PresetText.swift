import FractalCore
import FractalPack
import FractalSearch
import Presets
import StoreWriter

/// The text of a preset, for recipes that carry it.
enum PresetText {
  /// The plan that a recipe asks for: its preset, which comes from a stranger, with size, seed, pool and count.
  static func plan(_ recipe: PlanRecipe) throws -> GenerationPlan {
    let file = "preset.yaml"
    guard let text = String(validating: recipe.preset, as: UTF8.self) else {
      throw CommandError(.invalidData, "the recipe's preset is wrong: \(file) is no UTF-8 text")
    }
    do throws(PresetError) {
      var preset = try GenerationPreset(text: text, file: file)
      (preset.plan.shape.height, preset.plan.shape.width) = (recipe.size[0], recipe.size[1])
      (preset.plan.seed, preset.plan.pool) = (recipe.seed, recipe.pool)
      return preset.generationPlan
    } catch {
      throw CommandError(.invalidData, "the recipe's preset is wrong: \(error.message)")
    }
  }
}
