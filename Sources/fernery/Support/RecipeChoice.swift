import FractalCore
import IPMix
import Presets

/// The recipe for each picture: the one that was asked for, or the one for its size.
struct RecipeChoice {
  /// The requested recipe; nil to choose by each picture's size.
  private let asked: Recipe?
  private let small: Recipe
  private let large: Recipe

  /// The longest shorter side, in pixels, of pictures that are mixed as small ones.
  static let smallSide = 96

  /// - Parameter nameOrPath: a recipe's name or file, or nil for the default.
  /// - Throws: ``PresetError`` for a recipe that there is not or that is wrong.
  init(_ nameOrPath: String?) throws {
    asked = try nameOrPath.map { try PresetLibrary.mixing($0) }
    small = try PresetLibrary.mixing("reference-cifar")
    large = try PresetLibrary.mixing("reference-imagenet")
  }

  /// The recipe for a picture.
  func recipe(for shape: PixelShape) -> Recipe {
    asked ?? (shape.shorterSide <= Self.smallSide ? small : large)
  }
}
