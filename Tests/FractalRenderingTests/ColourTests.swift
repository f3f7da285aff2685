import Foundation
import FractalCore
import Testing

@testable import FractalRendering

@Suite struct ColourTests {
  /// OKLab of the sRGB primaries, published with the space (Ottosson 2020) and repeated in CSS Color 4's examples.
  @Test(arguments: [
    ([0.627_96, 0.224_86, 0.125_85], [1, 0, 0]), ([0.866_44, -0.233_89, 0.179_50], [0, 1, 0]),
    ([0.452_01, -0.032_46, -0.311_53], [0, 0, 1]), ([1, 0, 0], [1, 1, 1]), ([0, 0, 0], [0, 0, 0]),
  ])
  func primariesAreWhereThePublishedSpaceHasThem(lab: [Float], rgb: [Float]) {
    let linear = OKLab(lightness: lab[0], a: lab[1], b: lab[2]).linearRGB
    for channel in 0..<3 { #expect(abs(linear[channel] - rgb[channel]) < 5e-4) }
  }

  @Test func chromaIsReducedIntoTheGamut() {
    for step in 0..<60 {
      let colour = OKLab(lightness: 0.7, chroma: 0.5, hue: Double(step) / 60)
      let rgb = colour.linearRGB
      #expect(rgb.min() >= -1e-3 && rgb.max() <= 1.001)
      #expect(colour.lightness == 0.7)
    }
  }

  /// IEC 61966-2-1: middle grey 118 is 0.1812 of linear light; ends are fixed.
  @Test func transferFunctionIsThatOfTheStandard() {
    #expect(SRGB.linear[0] == 0 && SRGB.linear[255] == 1)
    #expect(abs(SRGB.linear[118] - 0.181_16) < 1e-4)
    for byte in 0...255 { #expect(abs(Int(SRGB.encode(SRGB.linear[byte])) - byte) <= (byte < 16 ? 1 : 0)) }
  }

  @Test func palettesRunThroughTheirStops() {
    let stops = [OKLab(lightness: 0, a: 0, b: 0), OKLab(lightness: 1, a: 0, b: 0), OKLab(lightness: 0.5, a: 0.1, b: 0)]
    let palette = Palette(stops: stops)
    #expect(palette.colour(at: 0) == stops[0])
    #expect(palette.colour(at: 0.5) == stops[1])
    #expect(palette.colour(at: 1) == stops[2])
    #expect(palette.colour(at: 0.25).lightness == 0.5)
  }
}

@Suite struct PaletteSchemeTests {
  @Test(arguments: PaletteScheme.allCases) func palettesRiseFromDarkToLightWithinTheGamut(scheme: PaletteScheme) {
    var draws = RandomStream(seed: 13, purpose: .testCase).draws()
    var hues: Set<Int> = []
    for _ in 0..<100 {
      let palette = scheme.palette(&draws)
      #expect(palette.stops.last!.lightness > palette.stops[0].lightness + 0.05 && palette.stops.last!.lightness > 0.7)
      for stop in palette.stops {
        #expect(stop.linearRGB.min() >= -1e-3 && stop.linearRGB.max() <= 1.001)
        #expect((scheme == .grey) == (abs(stop.a) + abs(stop.b) < 1e-4))
      }
      hues.insert(Int((atan2(Double(palette.stops[0].b), Double(palette.stops[0].a)) + 4) * 4))
    }
    if scheme != .grey { #expect(hues.count > 15, "any hue may begin") }
  }

  @Test func weightsChooseTheScheme() {
    var draws = RandomStream(seed: 14, purpose: .testCase).draws()
    let grey = PaletteWeights([.grey: 2])
    for _ in 0..<20 { #expect(grey.palette(&draws).stops.allSatisfy { $0.a == 0 && $0.b == 0 }) }
  }
}

@Suite struct LightTests {
  private func colouring(vibrancy: Float = 1, highlights: Float = 0) -> Colouring {
    let stops = [OKLab(lightness: 0.4, chroma: 0.2, hue: 0.1), OKLab(lightness: 0.8, chroma: 0.15, hue: 0.3)]
    return Colouring(
      mode: .density, palette: Palette(stops: stops), gamma: 2, vibrancy: vibrancy, highlights: highlights)
  }

  /// Draves and Reckase: v b k + (1 - v) (l k)^(1/gamma), with b = l^(1/gamma).
  @Test func vibrancyMixesBothGammas() {
    let (full, none, half) = (colouring(), colouring(vibrancy: 0), colouring(vibrancy: 0.5))
    for place in stride(from: 0, to: 256, by: 17) {
      let k = full.lightTable(count: 256)[place]
      for channel in 0..<3 {
        let paled = Double(max(0, k[channel])).squareRoot()
        #expect(abs(Double(none.lightTable(count: 256)[place][channel]) - paled) < 1e-5)
        #expect(abs(Double(half.lightTable(count: 256)[place][channel]) - (paled + Double(k[channel])) / 2) < 1e-5)
      }
    }
  }

  @Test func highlightsBeginBelowTheWhitePointAndEnd() {
    let light = colouring(highlights: 0.8)
    #expect(light.whitening(level: 0.5) == 0 && light.whitening(level: 0.7) == 0)
    #expect(abs(light.whitening(level: 1) - 0.2) < 1e-4 && abs(light.whitening(level: 9) - 0.8) < 1e-6)
    #expect(colouring().whitening(level: 9) == 0)
  }
}

@Suite struct DiamondSquareTests {
  @Test func heightsSpanTheUnitIntervalAndFollowTheSeed() {
    let field = DiamondSquare(covering: 100, roughness: 0.5, seed: 4)
    #expect(field.side == 129)
    #expect(field.heights.min() == 0 && field.heights.max() == 1)
    #expect(field.heights != DiamondSquare(covering: 100, roughness: 0.5, seed: 5).heights)
  }

  /// With nothing left of the amplitude at the finer scales, inner nodes are means of the corners: a smooth field.
  @Test func roughnessZeroIsSmooth() {
    let field = DiamondSquare(covering: 64, roughness: 0, seed: 4)
    var steepest: Float = 0
    for row in 0..<field.side {
      for column in 1..<field.side {
        steepest = max(
          steepest, abs(field.heights[row * field.side + column] - field.heights[row * field.side + column - 1]))
      }
    }
    #expect(steepest < 6 / Float(field.side))
  }

  @Test func aFinerFieldKeepsTheCoarserOnesShape() {
    let coarse = DiamondSquare(covering: 32, roughness: 0.4, seed: 6)
    let fine = DiamondSquare(covering: 64, roughness: 0.4, seed: 6)
    #expect(fine.side == 2 * coarse.side - 1)
    var largest: Float = 0
    for row in 0..<coarse.side {
      for column in 0..<coarse.side {
        let difference = coarse.heights[row * coarse.side + column] - fine.heights[2 * row * fine.side + 2 * column]
        largest = max(largest, abs(difference))
      }
    }
    #expect(largest < 0.05, "only the normalisation differs")
  }
}
