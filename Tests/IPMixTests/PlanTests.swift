import Foundation
import FractalCore
import IPMix
import Testing

@Suite struct PlanTests {
  @Test func samePlaceSamePlanAndEveryPartOfThePlaceMatters() throws {
    for recipe in [Samples.reference, Samples.paper] {
      let plan = try Samples.plan(recipe, seed: 1, epoch: 2, index: 3, view: 4)
      #expect(try plan == Samples.plan(recipe, seed: 1, epoch: 2, index: 3, view: 4))
      let others = try [
        Samples.plan(recipe, seed: 2, epoch: 2, index: 3, view: 4),
        Samples.plan(recipe, seed: 1, epoch: 3, index: 3, view: 4),
        Samples.plan(recipe, seed: 1, epoch: 2, index: 1 << 32 | 3, view: 4),
        Samples.plan(recipe, seed: 1, epoch: 2, index: 3, view: 5),
      ]
      #expect(Set(others.map(\.mixingWeight) + [plan.mixingWeight]).count == 5)
    }
  }

  @Test func weightsSumToOne() throws {
    for concentration in [0.1, 0.5, 1, 2.5, 100] {
      let recipe = Recipe(name: "weights", chains: 5, concentration: concentration)
      for index in 0..<200 {
        let plan = try Samples.plan(recipe, index: UInt64(index))
        #expect(abs(plan.chains.reduce(0) { $0 + $1.weight } - 1) < 1e-5)
        #expect(plan.chains.allSatisfy { 0...1 ~= $0.weight } && 0...1 ~= plan.mixingWeight)
      }
    }
  }

  @Test(arguments: [(8, 8), (32, 32), (224, 224), (61, 97), (1024, 8)])
  func everythingLiesWithinThePicture(height: Int, width: Int) throws {
    let shape = PixelShape(height: height, width: width)
    for law in PatchShapeLaw.allCases {
      // The shape `whole` takes no sizes.
      for sizes in law == .whole ? [[]] : [[], [2, 4, 8, 16, 1024]] {
        let recipe = Recipe(name: "bounds", patches: .init(sizes: sizes, side: 0, shape: law, source: .fractalOrCopy))
        for index in 0..<60 {
          let plan = try Samples.plan(recipe, index: UInt64(index), shape: shape)
          try plan.validate()
          for patch in plan.patches {
            let r = patch.rectangle
            #expect(r.left >= 0 && r.top >= 0 && r.left + r.width <= width && r.top + r.height <= height)
            #expect(r.width >= 1 && r.height >= 1)
          }
        }
      }
    }
  }

  @Test func switchingOneThingOffShiftsNoOtherDraw() throws {
    for index in 0..<100 as Range<UInt64> {
      let plan = try Samples.plan(Samples.paper, index: index)
      // Fewer chains: those that stay are the same but for their weights' common sum.
      var fewer = Samples.paper
      fewer.chains = 2
      let withFewer = try Samples.plan(fewer, index: index)
      for chain in 0..<2 {
        #expect(withFewer.chains[chain].steps == plan.chains[chain].steps)
        #expect(withFewer.chains[chain].level == plan.chains[chain].level)
      }
      #expect(withFewer.mixingWeight == plan.mixingWeight)
      // No image level: chains of patches stay as they were, weights too.
      var patchOnly = Samples.paper
      patchOnly.levels.image = false
      let withPatchOnly = try Samples.plan(patchOnly, index: index)
      for (chain, other) in zip(plan.chains, withPatchOnly.chains) {
        #expect(chain.weight == other.weight && chain.steps.count == other.steps.count)
        #expect(other.level == .patch && (chain.level == .image || chain == other))
      }
      // No copies: sizes, places, operations and image chains stay.
      var fractals = Samples.paper
      fractals.patches.source = .fractalOnly
      let withFractals = try Samples.plan(fractals, index: index)
      #expect(withFractals.imageOperations == plan.imageOperations)
      #expect(withFractals.patches.map(\.rectangle) == plan.patches.map(\.rectangle))
      #expect(withFractals.patches.map(\.operation) == plan.patches.map(\.operation))
      if let choice = plan.mixingPicture { #expect(withFractals.mixingPicture == choice) }
    }
  }

  @Test func viewsShareTheMixingPictureWhereTheRecipeSaysSo() throws {
    var (shared, apart) = (0, 0)
    for index in 0..<100 as Range<UInt64> {
      let reference = try (1...2).map { try Samples.plan(Samples.reference, index: index, view: $0).mixingPicture }
      if let first = reference[0], let second = reference[1] {
        #expect(first == second)
        shared += 1
      }
      let paper = try (1...2).map { try Samples.plan(Samples.paper, index: index, view: $0).mixingPicture }
      if let first = paper[0], let second = paper[1], first != second { apart += 1 }
    }
    #expect(shared > 50 && apart > 20)
  }

  @Test func jsonRoundTripGivesTheSameBytes() throws {
    let mixer = IPMixer()
    for recipe in [Samples.reference, Samples.paper] {
      for index in 0..<60 as Range<UInt64> {
        let plan = try Samples.plan(recipe, seed: .max, index: index)
        let again = try MixingPlan(json: plan.json())
        #expect(again == plan)
        #expect(try Samples.mixed(again, by: mixer) == Samples.mixed(plan, by: mixer))
      }
    }
  }

  @Test func mixingPicturesCoverThePicture() throws {
    func choice(_ image: PixelShape, _ asset: PixelShape) throws -> MixingPictureChoice {
      var recipe = Samples.reference
      recipe.levels.image = false
      recipe.depth.least = 1
      let plan = try samplePlan(
        recipe, seed: 1, index: 0, imageShape: image, mixingSet: .init(count: 3, assetShape: asset))
      return try #require(plan.mixingPicture)
    }
    func square(_ side: Int) -> PixelShape { PixelShape(height: side, width: side) }
    for (side, expected) in [(32, 36), (224, 256), (96, 108), (97, 111), (8, 9)] {
      let cut = try choice(square(side), square(256))
      #expect(cut.resizedHeight == expected && cut.resizedWidth == expected)
      #expect(cut.top + side <= expected && cut.left + side <= expected)
    }
    let wide = try choice(square(32), PixelShape(height: 100, width: 205))
    #expect(wide.resizedHeight == 36 && wide.resizedWidth == 73)
    let standing = try choice(PixelShape(height: 64, width: 32), square(128))
    #expect(standing.resizedHeight == 72 && standing.resizedWidth == 72)
  }

  /// The table of draws is part of the format: this plan never changes.
  @Test func aKnownPlanStaysAsItIs() throws {
    let plan = try Samples.plan(Samples.paper, seed: 42, index: 5, view: 1)
    let text = String(decoding: try plan.json(), as: UTF8.self)
    #expect(text == Self.known)
  }

  static let known = #"""
    {"chains":[{"level":"patch","steps":[{"operation":"add","p":0.62487096,"patch":{"height":1,"left":16,"top":16,\#
    "width":2},"q":0.16000327,"source":{"operation":"translateY","pixels":1}},\#
    {"mask":{"seed":"16999873194831785669","threshold":2309},"operation":"randomElements",\#
    "patch":{"height":1,"left":6,"top":23,"width":3},"source":{"operation":"invert"}},\#
    {"mask":{"seed":"10208165884629640515","threshold":14997},"operation":"randomElements",\#
    "patch":{"height":3,"left":14,"top":16,"width":1},"source":"mixingPicture"}],"weight":0.44500738},\#
    {"level":"image","steps":[{"factor":0.049961779422611534,"operation":"shearX"},\#
    {"bits":4,"operation":"posterize"}],"weight":0.50618696},\#
    {"level":"image","steps":[{"operation":"translateX","pixels":1}],"weight":0.04880565}],"epoch":0,\#
    "framework":"chainMixed","imageShape":{"channels":3,"height":32,"width":32},"index":5,\#
    "mixingPicture":{"asset":91,"left":3,"resizedHeight":36,"resizedWidth":36,"top":2},"mixingWeight":0.43585983,\#
    "normalization":{"mean":[0.5,0.5,0.5],"standardDeviation":[0.5,0.5,0.5]},"overflow":"clip","recipe":"paper",\#
    "seed":"42","version":1,"view":1}
    """#
}
