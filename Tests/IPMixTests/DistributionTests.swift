import FractalCore
import IPMix
import Testing

/// Frequencies at a fixed seed against the laws that the documentation states, and against wrong laws, which must fail.
@Suite struct DistributionTests {
  static let plans: [MixingPlan] = {
    (0..<4000).compactMap { try? Samples.plan(Samples.paper, seed: 99, index: $0) }
  }()

  @Test func imageOperationsAreEquallyFrequent() {
    let drawn = Self.plans.flatMap(\.imageOperations)
    let counts = ImageOperationKind.standard.map { kind in drawn.count { $0.kind == kind } }
    #expect(counts.reduce(0, +) == drawn.count, "the five extra operations are off by default")
    #expect(Statistics.agrees(counts, shares: [Double](repeating: 1, count: 10)))
    // A law in which one operation is a fifth too frequent is told apart.
    #expect(!Statistics.agrees(counts, shares: [1.2, 1, 1, 1, 1, 1, 1, 1, 1, 1]))
  }

  @Test func levelsDepthsAndMixingOperationsAreUniform() {
    let chains = Self.plans.flatMap(\.chains)
    #expect(
      Statistics.agrees([chains.count { $0.level == .image }, chains.count { $0.level == .patch }], shares: [1, 1]))
    #expect(Statistics.agrees((1...3).map { depth in chains.count { $0.steps.count == depth } }, shares: [1, 1, 1]))
    let patches = Self.plans.flatMap(\.patches)
    let kinds = MixingOperationKind.allCases.map { kind in patches.count { $0.operation.kind == kind } }
    #expect(Statistics.agrees(kinds, shares: [1, 1, 1, 1]))
    let copies = patches.count { $0.source != .mixingPicture }
    #expect(Statistics.agrees([copies, patches.count - copies], shares: [1, 1]))
    #expect(!Statistics.agrees([copies, patches.count - copies], shares: [2, 3]))
  }

  @Test func weightsFollowDirichletAndBeta() {
    // One weight of Dirichlet(1, 1, 1) is Beta(1, 2): distribution 1 - (1 - x)^2.
    for chain in 0..<3 {
      let weights = Self.plans.map { Double($0.chains[chain].weight) }
      #expect(Statistics.agrees(weights) { 1 - (1 - $0) * (1 - $0) })
      #expect(!Statistics.agrees(weights) { $0 })
    }
    #expect(Statistics.agrees(Self.plans.map { Double($0.mixingWeight) }) { $0 })
  }

  /// Beta(2, 2) has the distribution 3x^2 - 2x^3, Beta(1/2, 1/2) the arcsine law; Dirichlet(2, 2)'s weights too.
  @Test func generalConcentrationsFollowTheirLaws() throws {
    let (two, half) = (Recipe(name: "two", chains: 2, concentration: 2), Recipe(name: "half", concentration: 0.5))
    let plans = try (0..<3000).map { try Samples.plan(two, index: $0) }
    #expect(Statistics.agrees(plans.map { Double($0.mixingWeight) }) { $0 * $0 * (3 - 2 * $0) })
    #expect(Statistics.agrees(plans.map { Double($0.chains[0].weight) }) { $0 * $0 * (3 - 2 * $0) })
    let mixingWeights = try (0..<3000).map { Double(try Samples.plan(half, index: $0).mixingWeight) }
    // Quartiles of the arcsine law: sin^2(pi / 8), 1/2, cos^2(pi / 8).
    let quarters = [0.146_446_609, 0.5, 0.853_553_391, 1.0]
    let counts = quarters.indices.map { index in
      mixingWeights.count { $0 <= quarters[index] && (index == 0 || $0 > quarters[index - 1]) }
    }
    #expect(Statistics.agrees(counts, shares: [1, 1, 1, 1]))
  }

  /// p is Beta(3, 1), distribution x^3, or 1 + Beta(1, 3), each with chance 1/2; q is Beta(1, 3) or its negative.
  @Test func blendFactorsFollowTheirLaws() {
    let factors: [(p: Double, q: Double)] = Self.plans.flatMap(\.patches).compactMap { patch in
      switch patch.operation {
      case .add(let p, let q), .multiply(let p, let q): (Double(p), Double(q))
      default: nil
      }
    }
    let kept = factors.filter { $0.q >= 0 }
    let spread = factors.filter { $0.q < 0 }
    #expect(Statistics.agrees([kept.count, spread.count], shares: [1, 1]))
    func fromZero(_ x: Double) -> Double { 1 - (1 - x) * (1 - x) * (1 - x) }
    #expect(Statistics.agrees(kept.map(\.p)) { $0 * $0 * $0 })
    #expect(Statistics.agrees(kept.map(\.q), law: fromZero))
    #expect(Statistics.agrees(spread.map { $0.p - 1 }, law: fromZero))
    #expect(Statistics.agrees(spread.map { -$0.q }, law: fromZero))
    #expect(!Statistics.agrees(kept.map(\.p), law: fromZero))
  }

  @Test func squaresHaveUniformSizesAndPlaces() throws {
    var recipe = Samples.paper
    recipe.patches.shape = .square
    let rectangles = try (0..<3000).flatMap { try Samples.plan(recipe, index: $0).patches.map(\.rectangle) }
    let sizes = [4, 8, 16, 32]
    #expect(Statistics.agrees(sizes.map { size in rectangles.count { $0.width == size } }, shares: [1, 1, 1, 1]))
    let small = rectangles.filter { $0.width == 8 }
    let shares = [Double](repeating: 1, count: 25)
    #expect(Statistics.agrees((0...24).map { left in small.count { $0.left == left } }, shares: shares))
    #expect(Statistics.agrees((0...24).map { top in small.count { $0.top == top } }, shares: shares))
  }

  @Test func scarsAreLongAndThin() throws {
    var recipe = Samples.paper
    recipe.patches = .init(sizes: [64], side: 96, shape: .scar)
    let shape = PixelShape(height: 96, width: 96)
    let scars = try (0..<800).flatMap { try Samples.plan(recipe, index: $0, shape: shape).patches.map(\.rectangle) }
    for scar in scars {
      let (short, long) = (min(scar.width, scar.height), max(scar.width, scar.height))
      #expect(4...8 ~= short && 16...64 ~= long)
    }
    #expect(
      Statistics.agrees([scars.count { $0.width > $0.height }, scars.count { $0.height > $0.width }], shares: [1, 1]))
  }

  @Test func boxesAreUniformInBothSides() throws {
    var recipe = Samples.reference
    recipe.patches.sizes = [16]
    let boxes = try (0..<3000).flatMap { try Samples.plan(recipe, index: $0).patches.map(\.rectangle) }
    // Half are squares of 16; of the others each side is uniform on 2...16.
    let shares = (2...16).map { $0 == 16 ? 1 + 1.0 / 15 : 1.0 / 15 }
    #expect(Statistics.agrees((2...16).map { side in boxes.count { $0.width == side } }, shares: shares))
    #expect(Statistics.agrees((2...16).map { side in boxes.count { $0.height == side } }, shares: shares))
  }

  @Test func mixingPicturesAreUniform() {
    let assets = Self.plans.compactMap(\.mixingPicture?.asset)
    let counts = (0..<10).map { decade in assets.count { $0 / 50 == UInt64(decade) } }
    #expect(Statistics.agrees(counts, shares: [Double](repeating: 1, count: 10)))
    let tops = Self.plans.compactMap(\.mixingPicture?.top)
    #expect(Statistics.agrees((0...4).map { top in tops.count { $0 == top } }, shares: [1, 1, 1, 1, 1]))
  }
}
