import FractalCore
import IFS
import TestSupport
import Testing

@testable import FractalRendering

@Suite struct EscapeTimePictureTests {
  static func spec(
    mode: Colouring.Mode = .trap, grid: Int = 2, shape: PixelShape = PixelShape(height: 40, width: 56),
    background: Background = .black
  ) throws -> AssetSpec {
    var draws = RandomStream(seed: 4, purpose: .testCase).draws()
    let fractal = try EscapeTime(
      plane: .julia(x: -0.8, y: 0.156), iterations: 60, trap: OrbitTrap(shape: .cross, x: 0.1, y: 0.2, angle: 0.4))
    return AssetSpec(
      genome: .escapeTime(fractal), framing: Framing(centreX: 0, centreY: 0, radius: 1.2),
      colouring: Colouring(mode: mode, palette: .foreground(&draws), exposure: 10, highlights: 0.5),
      background: background, shape: shape, samplesPerPixel: Float(grid * grid), seed: 5)
  }

  @Test(.comparesInstructionSets, arguments: InstructionSet.supported) func pixelsDoNotDependOnTheInstructionSet(
    level: InstructionSet
  ) throws {
    for mode in [Colouring.Mode.density, .coordinate, .trap] {
      for background in RendererTests.backgrounds() {
        let spec = try Self.spec(mode: mode, background: background)
        var (ours, baseline) = (Renderer(instructionSet: level), Renderer(instructionSet: .baseline))
        #expect(try ours.render(spec) == baseline.render(spec))
      }
    }
  }

  @Test func modesDifferAndMemoryOfOtherPicturesLeavesNoTrace() throws {
    var used = Renderer()
    let pictures = try [Colouring.Mode.density, .coordinate, .trap].map { try used.render(Self.spec(mode: $0)).picture }
    #expect(Set(pictures).count == 3)
    _ = try used.render(Self.spec(grid: 3, shape: PixelShape(height: 100, width: 17)))
    #expect(try used.render(Self.spec()).picture == pictures[2])
  }

  /// A Julia set is symmetric about 0: with a trap that is, too, so is its picture but for rounding.
  @Test func aSymmetricFractalHasASymmetricPicture() throws {
    var spec = try Self.spec(shape: PixelShape(height: 48, width: 48))
    spec.genome = .escapeTime(
      try EscapeTime(
        plane: .julia(x: -0.8, y: 0.156), iterations: 60, trap: OrbitTrap(shape: .circle, x: 0, y: 0, radius: 0.4)))
    var renderer = Renderer()
    let picture = try renderer.render(spec).picture
    var differing = 0
    for row in 0..<48 {
      for column in 0..<48 where abs(Int(picture[row, column, 1]) - Int(picture[47 - row, 47 - column, 1])) > 2 {
        differing += 1
      }
    }
    #expect(differing < 24)
  }

  @Test func anotherSizeHasTheSameLook() throws {
    var renderer = Renderer()
    let small = try renderer.render(Self.spec(grid: 8, shape: PixelShape(height: 16, width: 16))).picture
    let large = try renderer.render(Self.spec(grid: 4, shape: PixelShape(height: 32, width: 32))).picture
    var difference = 0
    for row in 0..<16 {
      for column in 0..<16 {
        let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map { Int(large[2 * row + $0.0, 2 * column + $0.1, 0]) }
        difference += abs(four.reduce(0, +) / 4 - Int(small[row, column, 0]))
      }
    }
    #expect(difference / 256 < 10, "the mean difference of red is \(difference / 256)")
  }

  @Test func whatDoesNotFitTheFamilyIsRefused() throws {
    var renderer = Renderer()
    func refuses(_ reason: String, _ change: (inout AssetSpec) -> Void) throws {
      var spec = try Self.spec()
      change(&spec)
      #expect { try renderer.render(spec) } throws: { "\($0)".contains(reason) }
    }
    try refuses("takes 1, 4, 9") { $0.samplesPerPixel = 5 }
    try refuses("takes 1, 4, 9") { $0.samplesPerPixel = 81 }
    try refuses("flat") { $0.colouring.mode = .flat }
    try refuses("patches") { $0.drawing = .patches }
    try refuses("instance") { $0.instance = 1 }
    var affine = try RendererTests.spec()
    affine.colouring.mode = .trap
    #expect { try renderer.render(affine) } throws: { "\($0)".contains("no trap") }
    affine = try RendererTests.spec()
    affine.instance = 25
    #expect { try renderer.render(affine) } throws: { "\($0)".contains("0 to 24") }
  }

  @Test func canonicalBytesAreReadBack() throws {
    var spec = try Self.spec()
    spec.colouring.smoothing = true
    spec.colouring.vibrancy = 0.25
    let bytes = spec.canonicalBytes
    #expect(try AssetSpec(canonicalBytes: bytes) == spec)
    for length in bytes.indices {
      #expect(throws: RenderingError.self) { try AssetSpec(canonicalBytes: Array(bytes[..<length])) }
    }
    // Form 1 ends before what form 2 added.
    var old = Array(bytes.dropLast(10))
    old[0] = 1
    let read = try AssetSpec(canonicalBytes: old)
    #expect(read.colouring.vibrancy == 1 && read.colouring.highlights == 0 && !read.colouring.smoothing)
    #expect(read.drawing == .points && read.genome == spec.genome)
  }

  @Test func detailedWindowsAreFoundAndAreTheSameOnEveryLevel() throws {
    var fuller = 0
    for index in 0..<6 {
      var draws = RandomStream(seed: 6, purpose: .framing).draws(index: UInt64(index))
      var law = try EscapeTimeLaw(iterations: 60)
      law.zooms = 3...3
      let fractal = law.sample(&draws)
      var (first, second) = (draws, draws)
      let found = EscapeTimeWindow.search(fractal, zooms: 3, &first)
      #expect(found == EscapeTimeWindow.search(fractal, zooms: 3, &second, instructionSet: .baseline))
      let whole = EscapeTimeWindow.whole(fractal)
      #expect(found.radius < whole.radius * 0.13 && found.radius > whole.radius * 0.02)
      let detail = EscapeTimeWindow.detail(of: fractal, in: found, instructionSet: .best)
      let blank = EscapeTimeWindow.detail(
        of: fractal, in: Framing(centreX: 1.9, centreY: 1.9, radius: found.radius), instructionSet: .best)
      if detail > blank { fuller += 1 }
    }
    #expect(fuller == 6)
  }
}

@Suite struct PatchDrawingTests {
  /// Each of the 3 x 3 pixels around a point is drawn with chance 1/2: 4.5 hits a point away from the edge.
  @Test func everyPointDrawsAboutHalfOfItsPatch() throws {
    let point = try AffineSystem(maps: [AffineMap(a: 0, b: 0, c: 0, d: 0, e: 0, f: 0)])
    let game = ChaosGame(point, framing: Framing(centreX: 0.01, centreY: 0, radius: 1), height: 33, width: 33, seed: 1)
    var cells = [UInt64](repeating: 0, count: ChaosGame.cellCount(height: 33, width: 33))
    let points = 32_000
    cells.withUnsafeMutableBufferPointer {
      PatchDrawing.draw(game, points: points, height: 33, width: 33, seed: 2, into: $0)
    }
    let hits = cells.map { Int(ColouredCell.hits($0)) }
    #expect(hits.count { $0 > 0 } == 9)
    // Each of nine is binomial with the deviation 89.
    for count in hits where count > 0 { #expect(abs(count - points / 2) < 450) }
  }

  @Test func flatPicturesHaveTwoColours() throws {
    var spec = try RendererTests.spec(samples: 1.5, mode: .flat)
    spec.drawing = .patches
    var renderer = Renderer()
    let output = try renderer.render(spec)
    let colours = Set((0..<48 * 64).map { Array(output.picture.pixels[3 * $0..<3 * $0 + 3]) })
    #expect(colours.count == 2 && colours.contains([0, 0, 0]))
    #expect(output.fill > 0.1)
  }
}
