import FractalCore
import FractalRendering
import IFS
import TestSupport
import Testing

@testable import FractalSearch

@Suite struct ThumbnailLightTests {
  private static let pixels = Thumbnail.side * Thumbnail.side

  @Test func brightnessIsFullAtTheWhitePointAndRisesWithHits() {
    var hits = [UInt32](repeating: 0, count: Self.pixels)
    for place in 0..<1000 { hits[place] = UInt32(place + 1) }
    let light = ThumbnailLight(pointsPerPixel: 8).brightness(hits)
    #expect(light[1000] == 0 && light[999] == 255 && light[994] == 255 && light[900] < 255)
    #expect(Array(light[..<1000]) == light[..<1000].sorted())
    #expect(ThumbnailLight(pointsPerPixel: 8).brightness([UInt32](repeating: 0, count: 4096)).allSatisfy { $0 == 0 })
  }

  @Test func morePointsOfTheSameDensityAreAsBright() {
    var draws = RandomStream(seed: 3, purpose: .testCase).draws()
    let hits = (0..<Self.pixels).map { _ in UInt32(draws.below(40) * draws.below(40)) }
    let light = ThumbnailLight(pointsPerPixel: 8).brightness(hits)
    for factor in [2, 4] {
      let more = ThumbnailLight(pointsPerPixel: 8 * factor).brightness(hits.map { $0 * UInt32(factor) })
      #expect(more == light)
    }
  }

  /// What is compared is what will be seen: of many pictures drawn in white light, a proposal's form is nearest to its own.
  ///
  /// Pictures have as many samples as portraits, because more points have less grain.
  @Test(.slow) func formsAreThoseOfThePictures() throws {
    var plan = try SearchTests.plan(pool: 150, seed: 4)
    plan.genomes += [
      WeightedLaw(law: .flame(try FlameLaw())), WeightedLaw(law: .escapeTime(try EscapeTimeLaw())),
    ]
    plan.shape = PixelShape(height: Thumbnail.side, width: Thumbnail.side)
    var renderer = Renderer()
    var scratch = Thumbnail.Scratch()
    var forms: [(own: ArraySlice<UInt8>, picture: [UInt8])] = []
    for number in 0..<plan.pool {
      guard let proposal = try? Proposal(number, of: plan, instructionSet: .best),
        let embedding = try? proposal.embedding(&scratch)
      else { continue }
      let picture = try renderer.render(Self.white(proposal.specification)).picture
      let light = stride(from: 0, to: picture.pixels.count, by: 3).map { picture.pixels[$0] }
      forms.append((embedding.prefix(Embedding.formCount), Embedding.form(of: light)))
    }
    #expect(forms.count > 100)
    let found = forms.indices.count { place in
      let distances = forms.map { Self.distance($0.picture, forms[place].own) }
      return distances[place] == distances.min()
    }
    #expect(Double(found) / Double(forms.count) > 0.98, "\(found) of \(forms.count)")
  }

  private static func white(_ subject: AssetSpec) -> AssetSpec {
    var specification = subject
    let white = OKLab(lightness: 1, a: 0, b: 0)
    (specification.background, specification.drawing) = (.black, .points)
    specification.samplesPerPixel = [.affine: 16, .flame: 32, .escapeTime: 1][subject.genome.family]!
    specification.colouring = Colouring(
      mode: subject.colouring.mode, palette: Palette(stops: [white, white]), exposure: 12)
    return specification
  }

  private static func distance(_ one: [UInt8], _ other: ArraySlice<UInt8>) -> Int {
    zip(one, other).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
  }
}
