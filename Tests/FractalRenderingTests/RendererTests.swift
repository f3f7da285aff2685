import Foundation
import FractalCore
import IFS
import TestSupport
import Testing

@testable import FractalRendering

@Suite struct RendererTests {
  static func spec(
    background: Background = .black, shape: PixelShape = PixelShape(height: 48, width: 64), samples: Float = 4,
    mode: Colouring.Mode = .density, seed: UInt64 = 3
  ) throws -> AssetSpec {
    var draws = RandomStream(seed: 8, purpose: .testCase).draws()
    let system = try AndersonFarrellLaw().sample(&draws)
    let framing = try #require(Orbit.trace(system, seed: seed)?.framing())
    return AssetSpec(
      genome: .affine(system), framing: framing, colouring: Colouring(mode: mode, palette: .foreground(&draws)),
      background: background, shape: shape, samplesPerPixel: samples, seed: seed)
  }

  static func backgrounds() -> [Background] {
    var draws = RandomStream(seed: 9, purpose: .testCase).draws()
    let palette = Palette.background(&draws)
    return [
      .black, .solid(palette.colour(at: 0)),
      .gradient(from: palette.colour(at: 0), to: palette.colour(at: 1), angle: 0.7), .noise(palette, roughness: 0.5),
    ]
  }

  @Test(.comparesInstructionSets, arguments: InstructionSet.supported) func pixelsDoNotDependOnTheInstructionSet(
    level: InstructionSet
  ) throws {
    for background in Self.backgrounds() {
      for mode in [Colouring.Mode.density, .coordinate, .flat] {
        let spec = try Self.spec(background: background, mode: mode)
        var (ours, baseline) = (Renderer(instructionSet: level), Renderer(instructionSet: .baseline))
        #expect(try ours.render(spec) == baseline.render(spec))
      }
    }
  }

  /// The host may round as it likes; some orbits among many then visit other pixels.
  @Test func pixelsDoNotDependOnTheCallersRounding() throws {
    for background in Self.backgrounds() {
      for mode in [Colouring.Mode.density, .coordinate] {
        let spec = try Self.spec(background: background, samples: 100, mode: mode)
        var renderer = Renderer()
        let expected = try renderer.render(spec)
        fesetround(FE_UPWARD)
        defer { fesetround(FE_TONEAREST) }
        #expect(try renderer.render(spec) == expected)
        #expect(fegetround() == FE_UPWARD)
      }
    }
  }

  /// A level that the CPU lacks is asked for on purpose: it must neither end the process nor change a pixel.
  @Test func aLevelThatTheProcessorLacksStandsForTheFastest() throws {
    var (most, plain) = (Renderer(instructionSet: .v4), Renderer(instructionSet: .baseline))
    let spec = try Self.spec(mode: .coordinate)
    #expect(try most.render(spec) == plain.render(spec))
  }

  @Test func pixelsDoNotDependOnWhatWasRenderedBefore() throws {
    var used = Renderer()
    _ = try used.render(Self.spec(shape: PixelShape(height: 100, width: 30), samples: 20))
    var fresh = Renderer()
    #expect(try used.render(Self.spec()) == fresh.render(Self.spec()))
  }

  /// 18 x 30 cells and 20 x 27 are as many, 16 x 28 and 18 x 25 pixels are not.
  @Test func shapesOfAsManyCellsAndOtherPixelsFollowOneAnother() throws {
    var used = Renderer()
    _ = try used.render(Self.spec(shape: PixelShape(height: 16, width: 28)))
    var fresh = Renderer()
    let spec = try Self.spec(shape: PixelShape(height: 18, width: 25))
    #expect(try used.render(spec) == fresh.render(spec))
  }

  @Test func whatIsNotHitIsBackground() throws {
    var renderer = Renderer()
    let output = try renderer.render(Self.spec())
    let black = (0..<48 * 64).filter { output.picture.pixels[3 * $0..<3 * $0 + 3].allSatisfy { $0 == 0 } }.count
    #expect(Double(black) >= (1 - output.fill) * 48 * 64 - 0.5)
    #expect(output.fill > 0.02 && output.fill < 0.98)
    #expect(output.picture.pixels.max()! > 150, "the brightest pixels shine")
  }

  @Test func moreSamplesKeepTheLook() throws {
    var renderer = Renderer()
    let few = try renderer.render(Self.spec(samples: 50)).picture.pixels
    let many = try renderer.render(Self.spec(samples: 400)).picture.pixels
    let difference = zip(few, many).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) } / few.count
    #expect(difference < 6, "mean difference \(difference)")
  }

  @Test func greyIsLumaOfColour() throws {
    var renderer = Renderer()
    let colour = try renderer.render(Self.spec()).picture
    let grey = try renderer.render(Self.spec(shape: PixelShape(height: 48, width: 64, channels: 1))).picture
    for pixel in 0..<48 * 64 {
      let (r, g, b) = (colour.pixels[3 * pixel], colour.pixels[3 * pixel + 1], colour.pixels[3 * pixel + 2])
      let luma = 0.299 * Double(r) + 0.587 * Double(g) + 0.114 * Double(b)
      #expect(abs(Double(grey.pixels[pixel]) - luma) <= 0.51)
    }
  }

  @Test func anotherSizeShowsTheSameFractal() throws {
    var renderer = Renderer()
    let small = try renderer.render(Self.spec(shape: PixelShape(height: 32, width: 32), samples: 50))
    let large = try renderer.render(Self.spec(shape: PixelShape(height: 128, width: 128), samples: 50))
    // A hit pixel of the large picture lies in a hit pixel of the small one, but for points that few samples miss.
    var (hits, misses) = (0, 0)
    for row in 0..<128 {
      for column in 0..<128 where large.picture[row, column, 1] > 60 {
        hits += 1
        if small.picture[row / 4, column / 4, 0] == 0 && small.picture[row / 4, column / 4, 1] == 0 { misses += 1 }
      }
    }
    #expect(hits > 500 && misses * 100 < hits)
  }

  @Test func valuesOutOfRangeAreRefused() throws {
    var renderer = Renderer()
    func refuses(_ reason: String, _ change: (inout AssetSpec) -> Void) throws {
      var spec = try Self.spec()
      change(&spec)
      #expect {
        try renderer.render(spec)
      } throws: { "\($0)".contains(reason) }
    }
    try refuses("sides are 16 to 1024") { $0.shape.height = 15 }
    try refuses("sides are 16 to 1024") { $0.shape.width = 100_000 }
    try refuses("channels 1 or 3") { $0.shape.channels = 4 }
    try refuses("0.01 to 10000") { $0.samplesPerPixel = 0 }
    try refuses("0.01 to 10000") { $0.samplesPerPixel = .nan }
    try refuses("2^28") { spec in
      spec.shape = PixelShape(height: 1024, width: 1024)
      spec.samplesPerPixel = 300
    }
    try refuses("out of range") { $0.framing.radius = 0 }
    try refuses("out of range") { $0.framing.centreX = .infinity }
    try refuses("out of range") { $0.colouring.gamma = 100 }
    try refuses("renderer version 7") { $0.rendererVersion = 7 }
  }

  @Test func canonicalBytesAreReadBackAndNothingElseIs() throws {
    for background in Self.backgrounds() {
      let spec = try Self.spec(background: background, mode: .coordinate)
      let bytes = spec.canonicalBytes
      #expect(try AssetSpec(canonicalBytes: bytes) == spec)
      #expect(bytes.count <= 512)
      for length in bytes.indices {
        #expect(throws: RenderingError.self) { try AssetSpec(canonicalBytes: Array(bytes[..<length])) }
      }
      #expect(throws: RenderingError.self) { try AssetSpec(canonicalBytes: bytes + [0]) }
    }
  }
}
