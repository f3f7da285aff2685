import Foundation
import IPMix
import Presets
import TestSupport
import Testing

/// The recipes against the table of IPMix's two presets, the paper (arXiv 2310.04780) and its authors' program, and against
/// its siblings' papers: AugMix (arXiv 1912.02781) and PixMix (arXiv 2112.05135).
@Suite struct MixingRecipeTests {
  private static let half: [Float] = [0.5, 0.5, 0.5]
  private static let imageNetMean: [Float] = [0.485, 0.456, 0.406]
  private static let imageNetDeviation: [Float] = [0.229, 0.224, 0.225]

  @Test func theEightRecipesAreThere() {
    #expect(
      PresetLibrary.names(.mixing).sorted() == [
        "augmix", "augmix-imagenet", "paper-cifar", "paper-imagenet", "pixmix", "pixmix-imagenet", "reference-cifar",
        "reference-imagenet",
      ])
  }

  @Test(arguments: ["paper-cifar", "paper-imagenet", "reference-cifar", "reference-imagenet"])
  func allOfIPMixShareTheAlgorithm(_ name: String) throws {
    let recipe = try PresetLibrary.mixing(name)
    #expect(recipe.framework == .chainMixed && recipe.chains == 3 && recipe.depth.most == 3)
    #expect(recipe.concentration == 1 && recipe.levels == Recipe.Levels(image: true, patch: true))
    #expect(
      recipe.imageOperations.enabled.map(\.rawValue) == [
        "equalize", "posterize", "rotate", "solarize", "shearX", "shearY", "translateX", "translateY", "mirror",
        "invert",
      ])
    #expect(recipe.mixingOperations.enabled == MixingOperationKind.allCases)
  }

  @Test(arguments: ["paper-cifar", "paper-imagenet"]) func thePaperClipsAndDrawsScarsAndCopies(_ name: String) throws {
    let recipe = try PresetLibrary.mixing(name)
    #expect(recipe.depth.least == 1)
    #expect(recipe.patches.source == .fractalOrCopy && recipe.patches.shape == .squareOrScar)
    #expect(recipe.mixingOperations.overflow == .clip)
    #expect(!recipe.mixingPicture.sharedByViews)
  }

  @Test(arguments: ["reference-cifar", "reference-imagenet"])
  func theReferenceWrapsAndDrawsBoxes(_ name: String) throws {
    let recipe = try PresetLibrary.mixing(name)
    #expect(recipe.depth.least == 0)
    #expect(recipe.patches.source == (name == "reference-cifar" ? .fractalOnly : .fractalOrCopy))
    #expect(recipe.patches.shape == .squareOrBox && recipe.mixingOperations.overflow == .wrap)
    #expect(recipe.mixingPicture.sharedByViews)
  }

  @Test(arguments: ["paper-cifar", "reference-cifar"]) func smallPicturesHaveTheirNumbers(_ name: String) throws {
    let recipe = try PresetLibrary.mixing(name)
    #expect(recipe.patches.sizes == [4, 8, 16, 32] && recipe.patches.side == 32)
    #expect(recipe.mixingOperations.blendSeverity == 3 && recipe.imageOperations.severity == 3)
    #expect(recipe.normalization == .init(mean: Self.half, standardDeviation: Self.half))
    #expect(recipe.mixingPicture.enlargement == .nineEighths)
  }

  @Test(arguments: [("paper-imagenet", 256), ("reference-imagenet", 224)])
  func largePicturesHaveTheirNumbers(_ name: String, _ largestPatch: Int) throws {
    let recipe = try PresetLibrary.mixing(name)
    #expect(recipe.patches.sizes == [4, 8, 16, 32, 64, largestPatch] && recipe.patches.side == 224)
    #expect(recipe.mixingOperations.blendSeverity == 4 && recipe.imageOperations.severity == 1)
    #expect(recipe.normalization == .init(mean: Self.imageNetMean, standardDeviation: Self.imageNetDeviation))
    #expect(recipe.mixingPicture.enlargement == .eightSevenths)
  }

  /// What people wrote before recipes had versions goes on as it did: sizes for every picture.
  @Test func aRecipeWithoutAVersionHasSizesForEveryPicture() throws {
    let folder = try TemporaryDirectory()
    let text = try PresetLibrary.text(.mixing, named: "paper-cifar")
    func read(_ leaving: [String]) throws -> Recipe {
      let lines = text.split(separator: "\n").filter { line in !leaving.contains { line.hasPrefix($0) } }
      let path = folder.path("recipe.yaml")
      try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      return try PresetLibrary.mixing(path)
    }
    #expect(try read(["version:", "  side:"]).patches.side == 0)
    #expect(throws: PresetError.self) { try read(["version:"]) }
    #expect(throws: PresetError.self) { try read(["  side:"]) }
  }

  /// Three chains of one to three of nine image operations, weights Dirichlet(1) and Beta(1).
  @Test(arguments: [("augmix", 3.0), ("augmix-imagenet", 1.0)]) func augMixIsItsPapers(
    _ name: String, _ severity: Double
  ) throws {
    let recipe = try PresetLibrary.mixing(name)
    #expect(recipe.framework == .chainMixed && recipe.chains == 3 && recipe.concentration == 1)
    #expect(recipe.depth == .init(least: 1, most: 3) && recipe.levels == .init(image: true, patch: false))
    #expect(recipe.imageOperations.severity == severity && recipe.imageOperations.autocontrastCutoff == .zero)
    #expect(
      recipe.imageOperations.enabled == [
        .autocontrast, .equalize, .posterize, .rotate, .solarize, .shearX, .shearY, .translateX, .translateY,
      ])
  }

  /// Up to four rounds over the whole picture, by adding or multiplying, with fractals or operated copies, clipped.
  @Test(arguments: ["pixmix", "pixmix-imagenet"]) func pixMixIsItsPapers(_ name: String) throws {
    let recipe = try PresetLibrary.mixing(name)
    #expect(recipe.framework == .rounds && recipe.depth.least == 0 && recipe.depth.most == 4)
    #expect(recipe.mixingOperations.enabled == [.add, .multiply] && recipe.mixingOperations.overflow == .clip)
    #expect(recipe.patches.shape == .whole && recipe.patches.source == .fractalOrCopy)
  }
}
