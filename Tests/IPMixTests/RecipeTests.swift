import Foundation
import FractalCore
import IPMix
import Testing

@Suite struct RecipeTests {
  @Test func everyKeyIsEncoded() throws {
    let encoded = try Samples.paper.json()
    #expect(try Recipe(json: encoded) == Samples.paper)
    let keys = try #require(try JSONSerialization.jsonObject(with: Data(encoded)) as? [String: Any]).keys
    #expect(
      Set(keys) == [
        "kind", "version", "name", "description", "framework", "chains", "depth", "concentration", "levels",
        "imageOperations",
        "mixingOperations", "patches", "mixingPicture", "normalization",
      ])
  }

  @Test func impossibleValuesAreRefusedWithTheirKeyAndRange() throws {
    let faults: [(String, (inout Recipe) -> Void)] = [
      ("chains must be in 1...16, not 0", { $0.chains = 0 }),
      ("depth.most must be in 1...16, not 17", { $0.depth.most = 17 }),
      ("depth.least must be in 0...depth.most (3), not 4", { $0.depth.least = 4 }),
      ("depth.least must be in 0...16, not -1", { $0.depth.least = -1 }),
      ("concentration must be in 0.1...100, not nan", { $0.concentration = .nan }),
      ("levels must have", { $0.levels = .init(image: false, patch: false) }),
      ("imageOperations.severity must be in 0.1...10, not 11", { $0.imageOperations.severity = 11 }),
      ("imageOperations.enabled must name at least one", { $0.imageOperations.enabled = [] }),
      ("imageOperations.enabled must not name", { $0.imageOperations.enabled = [.mirror, .mirror] }),
      ("mixingOperations.blendSeverity must be in 0.1...100, not 0", { $0.mixingOperations.blendSeverity = 0 }),
      ("mixingOperations.enabled must name at least one", { $0.mixingOperations.enabled = [] }),
      ("patches.sizes[1] must be in 2...1024, not 1", { $0.patches.sizes = [4, 1] }),
      ("patches.sizes must be [] where patches.shape is whole", { $0.patches.shape = .whole }),
      ("chains must be 1 in framework linear, not 3", { $0.framework = .linear }),
      ("chains must be 1 in framework rounds, not 3", { $0.framework = .rounds }),
      (
        "patches.shape must be whole in framework rounds, not squareOrBox",
        {
          $0.framework = .rounds
          $0.chains = 1
        }
      ),
      (
        "mixingOperations.overflow must be clip in framework rounds, not wrap",
        {
          $0 = Samples.pixMix
          $0.mixingOperations.overflow = .wrap
        }
      ),
      (
        "levels.patch must be true in framework rounds",
        {
          $0 = Samples.pixMix
          $0.levels.patch = false
        }
      ),
      ("normalization.mean must hold 1 or 3 values, not 2", { $0.normalization.mean = [0, 1] }),
      ("normalization.standardDeviation[1] must be in", { $0.normalization.standardDeviation = [1, 0, 1] }),
    ]
    try Samples.reference.validate()
    for (message, change) in faults {
      var recipe = Samples.reference
      change(&recipe)
      do throws(IPMixError) {
        try recipe.validate()
        Issue.record("not refused: \(message)")
      } catch {
        #expect(error.code == .invalidRecipe && error.category == .configuration)
        #expect(error.message.contains(message), "\(error.message)")
      }
    }
  }

  @Test func setsAndPicturesThatCannotBeMixedAreErrors() throws {
    func sample(_ shape: PixelShape, _ set: MixingSetDescription, _ recipe: Recipe = Samples.reference) throws {
      _ = try samplePlan(recipe, seed: 0, index: 0, imageShape: shape, mixingSet: set)
    }
    let empty = MixingSetDescription(count: 0, assetShape: Samples.shape)
    #expect(throws: IPMixError.self) { try sample(Samples.shape, empty) }
    #expect(throws: IPMixError.self) { try sample(PixelShape(height: 7, width: 32), Samples.set) }
    #expect(throws: IPMixError.self) { try sample(PixelShape(height: 32, width: 32, channels: 4), Samples.set) }
    var imageOnly = Samples.reference
    imageOnly.levels.patch = false
    try sample(Samples.shape, empty, imageOnly)
  }
}
