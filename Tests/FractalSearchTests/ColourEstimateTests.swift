import FractalCore
import FractalRendering
import IFS
import TestSupport
import Testing

@testable import FractalSearch

/// The colour of an embedding, against pictures that were drawn.
@Suite struct ColourEstimateTests {
  private func plan() throws -> SearchPlan {
    var plan = try SearchTests.plan(pool: 240, seed: 9)
    plan.genomes += [
      WeightedLaw(law: .flame(try FlameLaw())), WeightedLaw(law: .escapeTime(try EscapeTimeLaw())),
    ]
    plan.samplesPerPixel = 16
    return plan
  }

  @Test(.slow) func estimatesFollowThePicturesColours() throws {
    let plan = try plan()
    var renderer = Renderer()
    var scratch = Thumbnail.Scratch()
    var pairs: [(estimate: SIMD2<Double>, picture: SIMD2<Double>)] = []
    for number in 0..<plan.pool {
      guard let proposal = try? Proposal(number, of: plan, instructionSet: .best),
        let colour = try? proposal.embedding(&scratch).suffix(2).map(Double.init)
      else { continue }
      let pixels = try renderer.render(proposal.specification).picture.pixels
      func mean(_ channel: Int) -> Double {
        Double(stride(from: channel, to: pixels.count, by: 3).reduce(0) { $0 + Int(pixels[$1]) }) * 3
          / Double(pixels.count)
      }
      let luma = 0.299 * mean(0) + 0.587 * mean(1) + 0.114 * mean(2)
      pairs.append((SIMD2(colour[0], colour[1]), SIMD2(0.564 * (mean(2) - luma), 0.713 * (mean(0) - luma))))
    }
    #expect(pairs.count > 100)
    for difference in 0..<2 {
      let correlation = Self.correlation(pairs.map { ($0.estimate[difference], $0.picture[difference]) })
      #expect(correlation > 0.85, "\(correlation)")
    }
  }

  @Test func greyPicturesHaveNoColour() throws {
    var plan = try plan()
    plan.shape = PixelShape(height: 32, width: 32, channels: 1)
    let colours = (0..<20).compactMap { number in
      var scratch = Thumbnail.Scratch()
      return try? Proposal(number, of: plan, instructionSet: .best).embedding(&scratch).suffix(2)
    }
    #expect(!colours.isEmpty && colours.allSatisfy { $0 == [128, 128] })
  }

  private static func correlation(_ pairs: [(Double, Double)]) -> Double {
    let count = Double(pairs.count)
    let (x, y) = pairs.reduce((0.0, 0.0)) { ($0.0 + $1.0 / count, $0.1 + $1.1 / count) }
    let sums = pairs.reduce((0.0, 0.0, 0.0)) { sums, pair in
      let (dx, dy) = (pair.0 - x, pair.1 - y)
      return (sums.0 + dx * dy, sums.1 + dx * dx, sums.2 + dy * dy)
    }
    return sums.0 / (sums.1 * sums.2).squareRoot()
  }
}
