import CFernery
import FractalCore
import IPMix
import Testing

@testable import FerneryABI

@Suite struct PlanStructureTests {
  /// Plans of every framework and operation go to the C struct and come back as they were.
  @Test(arguments: [Recipe.Framework.chainMixed, .linear, .mixedInput, .rounds])
  func plansGoThroughTheStructUnchanged(framework: Recipe.Framework) throws {
    var recipe = Recipe(name: "every", framework: framework)
    recipe.imageOperations.enabled = ImageOperationKind.allCases
    recipe.patches.source = .fractalOrCopy
    if framework == .rounds || framework == .linear { recipe.chains = 1 }
    if framework == .rounds {
      recipe.mixingOperations.overflow = .clip
      recipe.mixingOperations.enabled = [.add, .multiply]
      recipe.patches.shape = .whole
      recipe.patches.sizes = []
    }
    let sampler = try PlanSampler(
      recipe: recipe, seed: 3, epoch: 1, view: 2, imageShape: PixelShape(height: 24, width: 40),
      mixingSet: MixingSetDescription(count: 9, assetShape: PixelShape(height: 64, width: 64)))
    for index in 0..<400 {
      let plan = sampler.plan(index: UInt64(index))
      #expect(try MixingPlan(fernery_plan(plan)) == plan)
    }
  }

  @Test func theTablesOfNumbersAreComplete() {
    #expect(Set(ImageOperationKind.numbered) == Set(ImageOperationKind.allCases))
    #expect(Set(MixingOperationKind.numbered) == Set(MixingOperationKind.allCases))
    #expect(Set(Recipe.Framework.numbered) == Set(Recipe.Framework.allCases))
  }
}
