import FractalCore
import IPMix
import Testing

/// Frequencies of what the frameworks, sibling recipes and patch variants draw, at a fixed seed, against the laws that the
/// documentation states; and against wrong laws, which must fail.
@Suite struct FrameworkDistributionTests {
  static func plans(_ recipe: Recipe, count: UInt64, shape: PixelShape = Samples.shape) throws -> [MixingPlan] {
    try (0..<count).map { try Samples.plan(recipe, seed: 2024, index: $0, shape: shape) }
  }

  static func uniform(_ count: Int) -> [Double] { [Double](repeating: 1, count: count) }

  /// AugMix: width 3, depth 1 to 3, image operations alone.
  static let augMix = Samples.changed(Samples.paper) {
    $0.levels.patch = false
    $0.imageOperations.enabled = [
      .autocontrast, .equalize, .posterize, .rotate, .solarize, .shearX, .shearY, .translateX, .translateY,
    ]
    $0.imageOperations.autocontrastCutoff = .zero
  }

  // MARK: - Levels and signs of image operations

  /// A level uniform on 0.1...severity becomes a shear of 0.03 times it; its sign is a coin's.
  @Test func levelsAreUniformAndSignsEven() throws {
    let recipe = Samples.changed(Self.augMix) { $0.imageOperations.enabled = [.shearX] }
    let factors = try Self.plans(recipe, count: 1500).flatMap(\.imageOperations).compactMap(\.value)
    let levels = factors.map { abs($0) / 0.03 }
    #expect(Statistics.agrees(levels) { max(0, min(1, ($0 - 0.1) / 2.9)) })
    #expect(!Statistics.agrees(levels) { max(0, min(1, $0 / 3)) })
    #expect(Statistics.agrees([factors.count { $0 > 0 }, factors.count { $0 < 0 }], shares: [1, 1]))
  }

  /// int(level 30 / 10) for a level uniform on 0.1...3: whole degrees 0 to 8, of which 0 is rarer.
  @Test func degreesFollowTheTruncatedLevel() throws {
    let recipe = Samples.changed(Self.augMix) { $0.imageOperations.enabled = [.rotate] }
    let degrees = try Self.plans(recipe, count: 2000).flatMap(\.imageOperations).compactMap(\.value).map(abs)
    let counts = (0...8).map { degree in degrees.count { $0 == Double(degree) } }
    let share = 1 / 3.0
    #expect(Statistics.agrees(counts, shares: [share - 0.1] + [Double](repeating: share, count: 8)))
    #expect(!Statistics.agrees(counts, shares: Self.uniform(9)))
  }

  /// The enhancers' factor is 0.1 + 0.18 level.
  @Test(arguments: [ImageOperationKind.color, .contrast, .brightness, .sharpness])
  func factorsFollowTheLevel(kind: ImageOperationKind) throws {
    let recipe = Samples.changed(Self.augMix) { $0.imageOperations.enabled = [kind] }
    let factors = try Self.plans(recipe, count: 800).flatMap(\.imageOperations).compactMap(\.value)
    #expect(Statistics.agrees(factors) { max(0, min(1, (($0 - 0.1) / 0.18 - 0.1) / 2.9)) })
  }

  // MARK: - Frameworks

  @Test func linearDrawsTheLevelOfEveryStep() throws {
    let chains = try Self.plans(Samples.linear, count: 3000).map { $0.chains[0] }
    #expect(Statistics.agrees((1...3).map { depth in chains.count { $0.steps.count == depth } }, shares: [1, 1, 1]))
    // Pairs of levels of the first two steps: all four equally frequent, so that steps do not follow each other.
    let pairs = chains.filter { $0.steps.count >= 2 }.map { chain in
      chain.steps.prefix(2).reduce(0) { if case .image = $1 { 2 * $0 } else { 2 * $0 + 1 } }
    }
    let counts = (0..<4).map { pair in pairs.count { $0 == pair } }
    #expect(Statistics.agrees(counts, shares: Self.uniform(4)))
    // As if a chain kept to one level, which is chain-mixed's law.
    #expect(!Statistics.agrees(counts, shares: [3, 1, 1, 3]))
  }

  @Test func mixedInputDrawsAsChainMixed() throws {
    let plans = try Self.plans(Samples.mixedInput, count: 1500)
    for chain in 0..<3 {
      #expect(Statistics.agrees(plans.map { Double($0.chains[chain].weight) }) { 1 - (1 - $0) * (1 - $0) })
    }
    let levels = plans.flatMap(\.chains).map(\.level)
    #expect(Statistics.agrees([levels.count { $0 == .image }, levels.count { $0 == .patch }], shares: [1, 1]))
  }

  @Test func roundsAreUniformInNumberStartAndSource() throws {
    let plans = try Self.plans(Samples.pixMix, count: 3000)
    let rounds = (0...4).map { number in plans.count { $0.patches.count == number } }
    #expect(Statistics.agrees(rounds, shares: Self.uniform(5)))
    #expect(!Statistics.agrees(rounds, shares: [0, 1, 1, 1, 1].map { $0 + 1e-9 }))
    let copied = plans.count { !$0.imageOperations.isEmpty }
    #expect(Statistics.agrees([copied, plans.count - copied], shares: [1, 1]))
    let patches = plans.flatMap(\.patches)
    let sources = patches.count { $0.source == .mixingPicture }
    #expect(Statistics.agrees([sources, patches.count - sources], shares: [1, 1]))
    let adds = patches.count { $0.operation.kind == .add }
    #expect(Statistics.agrees([adds, patches.count - adds], shares: [1, 1]))
    // The start, the number of rounds and their sources do not depend on each other.
    let counts = [true, false].flatMap { isCopied in
      (0...4).map { number in plans.count { $0.imageOperations.isEmpty != isCopied && $0.patches.count == number } }
    }
    #expect(Statistics.agrees(counts, shares: Self.uniform(10)))
  }

  @Test func augMixDrawsNineOperationsToADepthOfThree() throws {
    let plans = try Self.plans(Self.augMix, count: 2000)
    #expect(plans.allSatisfy { $0.patches.isEmpty && $0.mixingPicture == nil })
    let drawn = plans.flatMap(\.imageOperations)
    let counts = Self.augMix.imageOperations.enabled.map { kind in drawn.count { $0.kind == kind } }
    #expect(Statistics.agrees(counts, shares: Self.uniform(9)))
    #expect(counts.reduce(0, +) == drawn.count)
    #expect(drawn.allSatisfy { $0.kind != .autocontrast || $0.value == 0 })
    let depths = plans.flatMap(\.chains).map(\.steps.count)
    #expect(Statistics.agrees((1...3).map { depth in depths.count { $0 == depth } }, shares: Self.uniform(3)))
    #expect(Statistics.agrees(plans.map { Double($0.mixingWeight) }) { $0 })
  }

  // MARK: - Patches

  /// For s = 64 the short side is uniform on 4...8, and then the long side on max(16, 2 short)...64.
  @Test func scarsFollowTheirStatedLaw() throws {
    let recipe = Samples.changed(Samples.paper) {
      $0.patches = .init(sizes: [64], side: 96, shape: .scar)
      $0.levels.image = false
    }
    let shape = PixelShape(height: 96, width: 96)
    let scars = try Self.plans(recipe, count: 1500, shape: shape).flatMap(\.patches).map(\.rectangle)
    let shorts = scars.map { min($0.width, $0.height) }
    #expect(Statistics.agrees((4...8).map { short in shorts.count { $0 == short } }, shares: Self.uniform(5)))
    #expect(!Statistics.agrees((4...8).map { short in shorts.count { $0 == short } }, shares: [2, 1, 1, 1, 1]))
    let longs = scars.map { max($0.width, $0.height) }
    #expect(Statistics.agrees((16...64).map { long in longs.count { $0 == long } }, shares: Self.uniform(49)))
    // The place is that of the nominal square, whichever way the bar lies.
    #expect(Statistics.agrees((0...32).map { left in scars.count { $0.left == left } }, shares: Self.uniform(33)))
    #expect(Statistics.agrees((0...32).map { top in scars.count { $0.top == top } }, shares: Self.uniform(33)))
  }

  @Test func squareOrScarIsEven() throws {
    let recipe = Samples.changed(Samples.paper) {
      $0.patches = .init(sizes: [32], side: 0, shape: .squareOrScar)
      $0.levels.image = false
    }
    let shape = PixelShape(height: 48, width: 64)
    let rectangles = try Self.plans(recipe, count: 1200, shape: shape).flatMap(\.patches).map(\.rectangle)
    let squares = rectangles.count { $0.width == $0.height }
    #expect(Statistics.agrees([squares, rectangles.count - squares], shares: [1, 1]))
    // A picture that is not square: 0...32 columns, 0...16 rows.
    #expect(Statistics.agrees((0...32).map { left in rectangles.count { $0.left == left } }, shares: Self.uniform(33)))
    #expect(Statistics.agrees((0...16).map { top in rectangles.count { $0.top == top } }, shares: Self.uniform(17)))
  }

  @Test func sizesOfAnyPictureAreUniform() throws {
    let recipe = Samples.changed(Samples.paper) {
      $0.patches = .init(sizes: [], shape: .square)
      $0.levels.image = false
    }
    // The largest is the whole picture, also of one that is not square.
    let shape = PixelShape(height: 50, width: 70)
    let sizes = try Self.plans(recipe, count: 1200, shape: shape).flatMap(\.patches).map(\.rectangle.width)
    let known = [4, 8, 16, 32, 70]
    #expect(sizes.allSatisfy { known.contains($0) })
    #expect(Statistics.agrees(known.map { size in sizes.count { $0 == size } }, shares: Self.uniform(5)))
  }

  /// The threshold is uniform, so the share of set places is.
  @Test func thresholdsAreUniform() throws {
    let thresholds = try Self.plans(Samples.paper, count: 2500).flatMap(\.patches).compactMap { patch -> Double? in
      switch patch.operation {
      case .randomPixels(.seeded(_, let threshold)), .randomElements(.seeded(_, let threshold)):
        Double(threshold) / 65_536
      default: nil
      }
    }
    #expect(Statistics.agrees(thresholds) { $0 })
    #expect(!Statistics.agrees(thresholds) { $0 * $0 })
  }

  /// Views of one sample share asset and crop where the recipe says so, else are as far from each other as samples are.
  @Test func viewsShareTheirFractalOrDrawTheirOwn() throws {
    var (equal, both) = (0, 0)
    for index in 0..<600 as Range<UInt64> {
      for recipe in [Samples.reference, Samples.paper] {
        let views = try [1 as UInt32, 2].map { try Samples.plan(recipe, index: index, view: $0).mixingPicture }
        guard let first = views[0], let second = views[1] else { continue }
        if recipe.mixingPicture.sharedByViews {
          #expect(first == second)
        } else {
          both += 1
          if first.asset == second.asset { equal += 1 }
        }
      }
    }
    // Of 500 assets two views meet in one of them once in 500 times.
    #expect(both > 300 && equal <= 6)
  }
}
