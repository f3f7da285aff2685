import Foundation
import FractalCore
import IFS
import TestSupport
import Testing

@testable import FractalRendering

/// Throws random genomes, most of them mad, at the renderer: nothing may trap, hang or write outside its buffers.
///
/// 2,000 of them; FERNERY_LONG=1 asks for 100,000.
@Suite struct GenomeFuzzTests {
  private static let count = TestScope.isLong ? 100_000 : 2000

  /// A coefficient: ordinary, zero, tiny, huge or a power of ten.
  private func coefficient(_ draws: inout RandomDraws) -> Float {
    switch draws.below(8) {
    case 0: 0
    case 1: draws.coin() ? 1e6 : -1e6
    case 2: Float.leastNonzeroMagnitude
    case 3: draws.coin() ? 1 : -1
    case 4: Float(draws.uniform(-1e6, 1e6))
    default: Float(draws.uniform(-1.5, 1.5))
    }
  }

  private func affine(_ draws: inout RandomDraws) -> AffineMap {
    let c = (0..<6).map { _ in coefficient(&draws) }
    return AffineMap(a: c[0], b: c[1], c: c[2], d: c[3], e: c[4], f: c[5])
  }

  private func map(_ draws: inout RandomDraws) throws -> FlameMap {
    let variations = try (0..<draws.whole(in: 1...8)).map { _ in
      let kind = Variation.Kind.allCases[draws.below(Variation.Kind.allCases.count)]
      return try Variation(
        kind, weight: max(-1e3, min(1e3, coefficient(&draws))),
        parameters: kind.parameters.map { parameter in
          let value = max(-1e3, min(1e3, coefficient(&draws)))
          return parameter.divides && abs(value) < 1e-6 ? 1e-6 : value
        })
    }
    return FlameMap(
      pre: affine(&draws), variations: variations, post: draws.coin() ? affine(&draws) : nil,
      weight: Float(draws.uniform(0, 1)) * (draws.below(5) == 0 ? 1e6 : 1) + 1e-6, colour: Float(draws.unit()))
  }

  private func genome(_ draws: inout RandomDraws) throws -> Genome {
    let count = draws.whole(in: 1...16)
    if draws.below(4) == 0 {
      return .affine(try AffineSystem(maps: (0..<count).map { _ in affine(&draws) }))
    }
    let matrix =
      draws.coin() ? nil : (0..<count).map { _ in (0..<count).map { _ in Float(draws.unit()) + 1e-3 } }
    return .flame(
      try FlameSystem(
        maps: (0..<count).map { _ in try map(&draws) }, finalMap: draws.coin() ? map(&draws) : nil,
        symmetry: Symmetry(order: draws.whole(in: 1...12), isMirrored: draws.coin()), xaos: matrix))
  }

  @Test(.slow) func everyGenomeIsDrawnOnEveryLevelAlike() throws {
    var best = Renderer()
    var baseline = Renderer(instructionSet: .baseline)
    for index in 0..<Self.count {
      var draws = RandomStream(seed: 51, purpose: .testCase).draws(index: UInt64(index))
      let genome = try genome(&draws)
      var writer = CanonicalWriter()
      genome.write(to: &writer)
      var reader = CanonicalReader(writer.bytes)
      #expect(try Genome(from: &reader) == genome)
      if case .flame(let flame) = genome { _ = Orbit.trace(flame, seed: draws.doubleWord()) }
      let framing = Framing(
        centreX: coefficient(&draws), centreY: coefficient(&draws), radius: max(1e-6, abs(coefficient(&draws))),
        rotation: coefficient(&draws))
      let spec = AssetSpec(
        genome: genome, framing: framing, colouring: Colouring(mode: .coordinate, palette: .foreground(&draws)),
        background: .black, shape: PixelShape(height: draws.whole(in: 16...40), width: draws.whole(in: 16...40)),
        samplesPerPixel: 1, seed: draws.doubleWord())
      let picture = try best.render(spec).picture
      if index % 16 == 0 { #expect(try baseline.render(spec).picture == picture) }
    }
  }

  /// The cells are an island in a sea of known bytes, which no point may touch.
  @Test func nothingIsWrittenOutsideOfTheCells() throws {
    let (height, width) = (17, 23)
    let (sea, count) = (4096, ChaosGame.cellCount(height: height, width: width))
    for index in 0..<200 {
      var draws = RandomStream(seed: 52, purpose: .testCase).draws(index: UInt64(index))
      guard case .flame(let flame) = try genome(&draws) else { continue }
      for level in InstructionSet.supported {
        let game = FlameGame(
          flame, framing: Framing(centreX: 0, centreY: 0, radius: 1), height: height, width: width, seed: 1,
          instructionSet: level)
        var cells = [UInt64](repeating: 0, count: sea + count + sea)
        cells.withUnsafeMutableBufferPointer { all in
          game.colour(points: 3000, into: UnsafeMutableBufferPointer(rebasing: all[sea..<sea + count]))
        }
        #expect(cells[..<sea].allSatisfy { $0 == 0 } && cells[(sea + count)...].allSatisfy { $0 == 0 })
        #expect(cells.reduce(0) { $0 + Int(ColouredCell.hits($1)) } == 3000)
      }
    }
  }
}
