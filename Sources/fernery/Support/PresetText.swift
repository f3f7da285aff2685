import Foundation
import FractalCore
import FractalPack
import FractalSearch
import Presets
import StoreWriter

/// The text of a preset, for recipes that carry it.
enum PresetText {
  /// The bytes of a built-in preset, or of a file.
  static func bytes(_ nameOrPath: String) throws -> [UInt8] {
    if PresetLibrary.names(.generation).contains(nameOrPath) {
      return Array(try PresetLibrary.text(.generation, named: nameOrPath).utf8)
    }
    guard let data = FileManager.default.contents(atPath: nameOrPath) else {
      throw CommandError(.notFound, "\(nameOrPath) cannot be read: give the name or the file of a preset")
    }
    return Array(data)
  }

  /// The plan that a recipe asks for: its preset, which comes from a stranger, with size, seed, pool and count.
  static func plan(_ recipe: PlanRecipe) throws -> GenerationPlan {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fernery-recipe-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "preset.yaml")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      try Data(recipe.preset).write(to: file)
    } catch {
      throw CommandError(.writeFailed, "no temporary file can be written in \(folder.deletingLastPathComponent().path)")
    }
    do throws(PresetError) {
      var preset = try PresetLibrary.generation(file.path)
      (preset.plan.shape.height, preset.plan.shape.width) = (recipe.size[0], recipe.size[1])
      (preset.plan.seed, preset.plan.pool) = (recipe.seed, recipe.pool)
      return preset.generationPlan
    } catch {
      throw CommandError(
        .invalidData, "the recipe's preset is wrong: \(error.message.replacing(file.path, with: "preset.yaml"))")
    }
  }
}
