import FractalCore
import IPMix
import Testing

/// The sizes that patches have in pictures of the recipe's own side, and in all others.
@Suite struct PatchSizeTests {
  static func squares(_ sizes: [Int], side: Int) -> Recipe {
    Samples.changed(Samples.paper) {
      $0.patches = .init(sizes: sizes, side: side, shape: .square)
      $0.levels.image = false
    }
  }

  static func rectangles(_ recipe: Recipe, _ shape: PixelShape, plans: UInt64 = 600) throws -> [PatchRectangle] {
    try (0..<plans).flatMap { try Samples.plan(recipe, index: $0, shape: shape).patches.map(\.rectangle) }
  }

  /// Powers of two from 4 below the shorter side, and the whole picture, each equally often.
  @Test(arguments: [
    (48, 48), (64, 64), (96, 96), (40, 56), (56, 40), (256, 256), (384, 384), (512, 512), (8, 1024), (33, 32),
    (9, 9),
  ])
  func picturesOfOtherSizesAreMixedAsAWholeToo(height: Int, width: Int) throws {
    let shape = PixelShape(height: height, width: width)
    let powers = (2...9).map { 1 << $0 }.filter { $0 < min(height, width) }
    for recipe in [Self.squares([4, 8, 16, 32], side: 32), Self.squares([4, 8, 16, 32, 64, 224], side: 224)] {
      let drawn = try Self.rectangles(recipe, shape)
      let whole = drawn.filter { $0.width == width && $0.height == height }
      #expect(whole.allSatisfy { $0.left == 0 && $0.top == 0 })
      let counts = powers.map { power in drawn.count { $0.width == power && $0.height == power } } + [whole.count]
      #expect(counts.reduce(0, +) == drawn.count)
      #expect(Statistics.agrees(counts, shares: [Double](repeating: 1, count: counts.count)))
    }
  }

  /// Of square pictures of the recipe's own side, the listed sizes are drawn, clamped: 128 is none of the authors'.
  @Test func picturesOfTheRecipesSideHaveItsSizes() throws {
    for (sizes, side) in [([4, 8, 16, 32], 32), ([4, 8, 16, 32, 64, 224], 224), ([4, 8, 16, 32, 64, 256], 224)] {
      let drawn = try Self.rectangles(Self.squares(sizes, side: side), PixelShape(height: side, width: side))
      #expect(Set(drawn.map(\.width)) == Set(sizes.map { min($0, side) }))
    }
  }

  @Test func aRecipeForEverySideClampsItsSizes() throws {
    let drawn = try Self.rectangles(Self.squares([4, 100], side: 0), PixelShape(height: 48, width: 64))
    #expect(Set(drawn.map(\.width)) == [4, 48] && drawn.allSatisfy { $0.width == $0.height })
  }

  /// The whole of an oblong picture as a nominal size: bars along either side, boxes up to both.
  @Test func barsAndBoxesReachOverAWholePicture() throws {
    let shape = PixelShape(height: 16, width: 100)
    for law in [PatchShapeLaw.scar, .squareOrBox] {
      let recipe = Samples.changed(Self.squares([], side: 0)) { $0.patches.shape = law }
      let drawn = try Self.rectangles(recipe, shape, plans: 3000)
      #expect(drawn.map(\.width).max() == 100 && drawn.map(\.height).max() == 16)
      #expect(drawn.allSatisfy { $0.width <= 16 || $0.left == 0 })
      if law == .scar { #expect(drawn.allSatisfy { min($0.width, $0.height) <= 2 }) }
    }
  }
}
