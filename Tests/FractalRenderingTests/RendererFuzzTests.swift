import Foundation
import FractalCore
import IFS
import TestSupport
import Testing

@testable import FractalRendering

/// Whatever a genome and a specification hold, rendering ends with a picture or with an error.
@Suite struct RendererFuzzTests {
  private static let count = TestScope.isLong ? 100_000 : 400

  /// A number that is often extreme, sometimes none.
  private static func number(_ draws: inout RandomDraws) -> Float {
    let extremes: [Float] = [
      0, -0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e6, -1e6, 1e-6, 1, -1, 4,
      100, 65_536,
    ]
    return switch draws.below(60) {
    case 0: extremes[draws.below(extremes.count)]
    case 1: Float(bitPattern: draws.word())
    default: Float(draws.uniform(-2, 2))
    }
  }

  private static func genome(_ draws: inout RandomDraws) throws -> Genome {
    if draws.coin() {
      let count = draws.below(18)
      let maps = (0..<count).map { _ in
        AffineMap(
          a: number(&draws), b: number(&draws), c: number(&draws), d: number(&draws), e: number(&draws),
          f: number(&draws))
      }
      return .affine(try AffineSystem(maps: maps, weights: (0..<count).map { _ in abs(number(&draws)) }))
    }
    let trap = try OrbitTrap(
      shape: OrbitTrap.Shape.allCases[draws.below(4)], x: number(&draws), y: number(&draws),
      angle: draws.coin() ? 0 : number(&draws), radius: draws.coin() ? 0 : number(&draws))
    return .escapeTime(
      try EscapeTime(
        plane: draws.coin() ? .mandelbrot : .julia(x: number(&draws), y: number(&draws)), power: draws.below(9),
        iterations: draws.below(40), trap: trap))
  }

  @Test func randomGenomesAreRenderedOrRefused() throws {
    var renderer = Renderer()
    var (rendered, refused, invalid) = (0, 0, 0)
    for index in 0..<Self.count {
      var draws = RandomStream(seed: 77, purpose: .testCase).draws(index: UInt64(index))
      guard let genome = try? Self.genome(&draws) else {
        invalid += 1
        continue
      }
      let framing = Framing(
        centreX: Self.number(&draws), centreY: Self.number(&draws), radius: abs(Self.number(&draws)),
        rotation: Self.number(&draws))
      let white = OKLab(lightness: 1, a: 0, b: 0)
      let spec = AssetSpec(
        genome: genome, instance: draws.coin() ? 0 : UInt32(draws.below(30)), framing: framing,
        colouring: Colouring(
          mode: Colouring.Mode.allCases[draws.below(4)], palette: Palette(stops: [white, white]),
          exposure: abs(Self.number(&draws)) + 0.1, gamma: draws.coin() ? 2 : Self.number(&draws),
          vibrancy: draws.coin() ? 1 : Self.number(&draws), smoothing: draws.coin()),
        background: .black, shape: PixelShape(height: 16 + draws.below(9), width: 16 + draws.below(9)),
        samplesPerPixel: [1, 4, 0.5, 3][draws.below(4)], drawing: draws.coin() ? .points : .patches,
        seed: draws.doubleWord())
      if case .affine(let system) = genome {
        _ = Orbit.trace(system, rotation: draws.coin() ? 0 : 1, seed: 1)?.framing(for: spec.shape)
        _ = (system.meanLogStretch, system.lyapunovExponent)
      }
      do {
        let output = try renderer.render(spec)
        #expect(output.picture.pixels.count == spec.shape.byteCount && (0...1).contains(output.fill))
        let again = try AssetSpec(canonicalBytes: spec.canonicalBytes)
        #expect(again == spec)
        rendered += 1
      } catch {
        #expect(error.code == .invalidSpecification)
        refused += 1
      }
    }
    print("fuzz: \(rendered) rendered, \(refused) refused, \(invalid) invalid genomes")
    #expect(rendered > 0 && refused > 0 && invalid > 0)
  }

  @Test func randomBytesAreNoGenomeOrAValidOne() {
    for index in 0..<Self.count {
      var draws = RandomStream(seed: 78, purpose: .testCase).draws(index: UInt64(index))
      var bytes = (0..<draws.below(80)).map { _ in UInt8(truncatingIfNeeded: draws.word()) }
      if !bytes.isEmpty { bytes[0] = [1, 3, bytes[0]][draws.below(3)] }
      var reader = CanonicalReader(bytes)
      guard let genome = try? Genome(from: &reader) else { continue }
      var writer = CanonicalWriter()
      genome.write(to: &writer)
      // But for negative zero, which is written as zero.
      #expect(writer.bytes.count == bytes.count - reader.remaining)
    }
  }
}
