import FractalCore
import FractalRendering
import IFS
import Testing

@testable import FractalSearch

/// Gates on pictures that are made to fail one of them.
@Suite struct GateTests {
  private static let side = Thumbnail.side

  private func hits(_ count: (_ row: Int, _ column: Int) -> UInt32) -> [UInt32] {
    (0..<Self.side * Self.side).map { count($0 / Self.side, $0 % Self.side) }
  }

  private func measures(_ hits: [UInt32]) -> (HitMeasures, LightMeasures) {
    (hits.withUnsafeBufferPointer(HitMeasures.init), LightMeasures(ThumbnailLight(pointsPerPixel: 8).brightness(hits)))
  }

  private func rejection(of hits: [UInt32], by gates: Gates = Gates()) -> Rejection? {
    let (hits, light) = measures(hits)
    do throws(Rejection) {
      try gates.judge(hits, light)
      return nil
    } catch { return error }
  }

  @Test func eachKindOfBadPictureIsRefusedByItsGate() {
    var draws = RandomStream(seed: 1, purpose: .testCase).draws()
    #expect(rejection(of: hits { _, _ in 0 }) == .blank)
    #expect(rejection(of: hits { _, _ in 8 }) == .tooFull)
    #expect(rejection(of: hits { row, _ in (30..<34).contains(row) ? 9 : 0 }) == .lineLike)
    #expect(
      rejection(
        of: hits { row, column in row == column || row == column + 1 || row == column - 1 ? 9 : 0 },
        by: Gates(fill: 0.04...0.8)) == .lineLike)
    #expect(rejection(of: hits { row, column in row < 16 && column < 16 ? UInt32(row * column) : 0 }) == .small)
    #expect(rejection(of: hits { row, column in row % 2 == 0 && column % 2 == 0 ? UInt32(row + 1) : 0 }) == .dotted)
    let disc = hits { row, column in (row - 32) * (row - 32) + (column - 32) * (column - 32) < 400 ? 8 : 0 }
    #expect(rejection(of: disc, by: Gates(maximumEvenness: 0.9)) == .featureless)
    var sharp = Gates()
    sharp.minimumEntropy = 0.5
    #expect(rejection(of: disc, by: sharp) == .flat, "two levels have little entropy")
    #expect(rejection(of: disc) == nil)
    let noise = hits { _, _ in 1 << UInt32(draws.below(12)) }
    #expect(rejection(of: noise, by: Gates(fill: 0...1)) == .noisy)
    var quiet = Gates()
    quiet.edges = 0.2...0.8
    #expect(rejection(of: disc, by: quiet) == .flat)
    #expect(rejection(of: hits { _, _ in 0 }, by: .open) == nil)
  }

  @Test func measuresOfKnownPicturesAreKnown() {
    let half = measures(hits { row, _ in row < 32 ? 4 : 0 })
    #expect(half.0.fill == 0.5 && half.0.occupied == 0.5 && half.0.evenness == 1 && half.0.dots == 0)
    // Of the half, deviations are those of 32 and 64 places: ((32^2 - 1) / (64^2 - 1)) ^ 1/2.
    #expect(abs(half.0.aspect - (1023.0 / 4095).squareRoot()) < 1e-12)
    // Two levels, equally frequent: 1 of 4 bits.
    #expect(abs(half.1.entropy - 0.25) < 1e-12)
    // Edges are in the one row above the step.
    #expect(abs(half.1.edges - 1.0 / 63) < 1e-12)
    let checks = measures(hits { row, column in (row + column) % 2 == 0 ? 4 : 0 })
    #expect(checks.0.dots == 2.0 / 2048, "all have diagonal neighbours, but in two corners only one")
    #expect(checks.1.edges == 1)
    // A lone pixel and a pair.
    let dust = measures(hits { row, column in row == 5 && (column == 9 || column == 20 || column == 21) ? 1 : 0 })
    #expect(dust.0.dots == 1)
    // (sum h)^2 / (n sum h^2) of 1 and 3.
    #expect(measures(hits { row, column in row == 0 && column < 2 ? UInt32(1 + 2 * column) : 0 }).0.evenness == 0.8)
  }

  /// Windows of the Mandelbrot set whose measures are known beforehand.
  @Test func windowsOfEscapeTimeAreRefusedByTheirGates() throws {
    let fractal = try EscapeTime(plane: .mandelbrot, iterations: 50, trap: OrbitTrap(shape: .point, x: 0, y: 0))
    func rejection(of preview: EscapeTimePreview, by gates: Gates = Gates()) -> Rejection? {
      let light = LightMeasures(preview.brightness.map { UInt8($0 * 255 + 0.5) })
      do throws(Rejection) {
        try gates.judge(preview, light)
        return nil
      } catch { return error }
    }
    // Within the main cardioid nothing escapes.
    let inside = EscapeTimePreview(fractal, framing: Framing(centreX: -0.1, centreY: 0, radius: 0.1))
    #expect(inside.interior == 1 && rejection(of: inside) == .interior)
    // Beyond the circle of radius 2 everything escapes at once.
    let outside = EscapeTimePreview(fractal, framing: Framing(centreX: 300, centreY: 0, radius: 1e-3))
    #expect(outside.interior == 0)
    var gates = Gates()
    (gates.minimumEntropy, gates.edges, gates.maximumFlatness) = (0, 0...1, 1)
    // One preview before thresholds on either side of what it measures.
    let seahorses = EscapeTimePreview(fractal, framing: Framing(centreX: -0.745, centreY: 0.11, radius: 0.05))
    #expect(seahorses.detail > 0.01 && seahorses.detail < 0.33 && seahorses.interior < 1)
    gates.maximumInterior = seahorses.interior
    gates.detail = 0...1
    #expect(rejection(of: seahorses, by: gates) == nil)
    gates.detail = 0...seahorses.detail.nextDown
    #expect(rejection(of: seahorses, by: gates) == .noisy)
    gates.detail = seahorses.detail.nextUp...1
    #expect(rejection(of: seahorses, by: gates) == .flat)
    gates.detail = seahorses.detail...seahorses.detail
    #expect(rejection(of: seahorses, by: gates) == nil)
    if seahorses.flatness > 0 {
      gates.maximumFlatness = seahorses.flatness.nextDown
      #expect(rejection(of: seahorses, by: gates) == .flat)
    }
    (gates.maximumFlatness, gates.maximumInterior) = (1, seahorses.interior.nextDown)
    #expect(seahorses.interior > 0 && rejection(of: seahorses, by: gates) == .interior)
    gates = .open
    gates.minimumEntropy = 1
    #expect(rejection(of: seahorses, by: gates) == .flat)
    gates = .open
    gates.edges = 0...0
    #expect(rejection(of: seahorses, by: gates) == .noisy)
    #expect(rejection(of: seahorses, by: .open) == nil)
  }

  @Test func aLawsOwnGatesGoBeforeItsFamilys() throws {
    var plan = try SearchTests.plan(pool: 60)
    let all = try Search.run(plan, count: 1).candidates
    let hash = plan.hash
    plan.genomes[0].gates = Gates(fill: 0.3...0.8)
    #expect(plan.hash != hash)
    let result = try Search.run(plan, count: 1)
    #expect(result.candidates < all && result.rejections[.blank, default: 0] > 10)
    plan.genomes[0].gates = Gates(fill: 0...2)
    #expect { try plan.validate() } throws: { "\($0)".contains("fill") }
  }
}
