import Foundation
import FractalCore
import IFS
import Presets
import TestSupport
import Testing

@testable import FractalRendering

@Suite struct ChaosGameTests {
  private static let whole = Framing(centreX: 0.5, centreY: 0.433, radius: 0.5)

  private func counts(
    _ system: AffineSystem, framing: Framing, side: Int, points: Int, seed: UInt64 = 1, on level: InstructionSet = .best
  ) -> [UInt32] {
    let game = ChaosGame(system, framing: framing, height: side, width: side, seed: seed, instructionSet: level)
    var cells = [UInt32](repeating: 0, count: ChaosGame.cellCount(height: side, width: side))
    cells.withUnsafeMutableBufferPointer { game.count(points: points, into: $0) }
    return cells
  }

  /// The Sierpinski triangle on the unit square: maps z/2 + v/2 for the corners (0, 0), (1, 0), (0, 1).
  private func rightTriangle() throws -> AffineSystem {
    try AffineSystem(
      maps: [(0, 0), (0.5, 0), (0, 0.5)].map { AffineMap(a: 0.5, b: 0, c: 0, d: 0.5, e: $0.0, f: $0.1) },
      weights: [1, 1, 1])
  }

  @Test(.comparesInstructionSets, arguments: InstructionSet.supported)
  func everyLevelGivesTheSameCountsColoursAndOrbits(
    level: InstructionSet
  ) throws {
    var draws = RandomStream(seed: 2, purpose: .testCase).draws()
    var systems = try (0..<6).map { _ in try AndersonFarrellLaw(mapCount: 2...8).sample(&draws) }
    // More than 8 maps take the table of 16 slots; an escaping orbit runs through infinities and NaN.
    let small = AffineMap(a: 0.2, b: 0.1, c: -0.1, d: 0.3, e: 0.5, f: 0.1)
    systems.append(
      try AffineSystem(
        maps: (0..<13).map { i in AffineMap(a: 0.1, b: 0.2, c: -0.3, d: 0.1, e: Float(i) / 13, f: Float(i % 3)) }))
    systems.append(
      try AffineSystem(maps: [small, AffineMap(a: 30, b: -20, c: 25, d: 40, e: 1, f: 1)], weights: [1, 3]))
    for system in systems {
      let framing = Framing(centreX: 0.1, centreY: -0.2, radius: 1.3, rotation: 0.4)
      func results(_ level: InstructionSet) -> ([UInt32], [UInt64], [Float], [Float]) {
        let game = ChaosGame(system, framing: framing, height: 31, width: 47, seed: 5, instructionSet: level)
        let count = ChaosGame.cellCount(height: 31, width: 47)
        var counted = [UInt32](repeating: 0, count: count)
        var coloured = [UInt64](repeating: 0, count: count)
        counted.withUnsafeMutableBufferPointer { game.count(points: 4000, into: $0) }
        coloured.withUnsafeMutableBufferPointer { game.colour(points: 40_000, into: $0) }
        let orbit = ChaosGame(tracing: system, seed: 5, instructionSet: level).trace(points: 640)
        return (counted, coloured, orbit.x, orbit.y)
      }
      let (ours, baseline) = (results(level), results(.baseline))
      #expect(ours.0 == baseline.0)
      #expect(ours.1 == baseline.1)
      // A NaN's payload is nobody's concern: it falls into the border.
      func bits(_ values: [Float]) -> [UInt32] { values.map { $0.isNaN ? .max : $0.bitPattern } }
      #expect(bits(ours.2) == bits(baseline.2))
      #expect(bits(ours.3) == bits(baseline.3))
    }
  }

  @Test func everyPointIsCountedOnce() throws {
    let cells = counts(try rightTriangle(), framing: Self.whole, side: 64, points: 10_000)
    #expect(cells.reduce(0) { $0 + Int($1) } == 10_016, "the next multiple of 32, what falls outside in the border")
  }

  @Test func coloursSumBesideTheHits() throws {
    let system = try rightTriangle()
    let game = ChaosGame(system, framing: Self.whole, height: 32, width: 32, seed: 1)
    var cells = [UInt64](repeating: 0, count: ChaosGame.cellCount(height: 32, width: 32))
    cells.withUnsafeMutableBufferPointer { game.colour(points: 20_000, into: $0) }
    #expect(
      cells.map(ColouredCell.hits) == counts(system, framing: Self.whole, side: 32, points: 20_000),
      "colour does not change where points fall")
    for cell in cells where cell > 0 {
      #expect(ColouredCell.colourSum(cell) <= 255 * UInt64(ColouredCell.hits(cell)))
    }
  }

  /// On the unit square at 2^k pixels, (column, row from the bottom) is hit exactly if the binary digits of both share no 1
  /// (the triangle is Pascal's modulo 2): every hole is empty, and given enough points every other pixel is hit.
  @Test func theTrianglesHolesAreEmptyAndAllElseIsHit() throws {
    let side = 64
    // Lower edges of parts lie on edges of pixels, whose upper side in the picture belongs to the next row: a shift by 2^-13
    // of a pixel, more than rounding and less than any point's distance from an upper edge, moves them inside.
    let framing = Framing(centreX: 0.5, centreY: 0.5 - 0x1p-19, radius: 0.5)
    let cells = counts(try rightTriangle(), framing: framing, side: side, points: 200_000)
    var wrong = 0
    for row in 0..<side {
      for column in 0..<side {
        let hit = cells[(row + 1) * (side + 2) + column + 1] > 0
        if hit != (column & (side - 1 - row) == 0) { wrong += 1 }
      }
    }
    #expect(wrong == 0)
  }

  /// Box counting on 2^3 to 2^8 boxes a side: the slope is log 3 / log 2.
  @Test func theTrianglesBoxCountingDimensionIsLog3OverLog2() throws {
    let preset = try PresetLibrary.system("sierpinski-triangle")
    let framing = try #require(Orbit.trace(preset.system, seed: 1)?.framing(margin: 0.02))
    let side = 512
    let cells = counts(preset.system, framing: framing, side: side, points: 1_500_000)
    var points: [(x: Double, y: Double)] = []
    for power in 2...6 {
      let box = 1 << power
      var occupied = Set<Int>()
      for row in 0..<side {
        for column in 0..<side where cells[(row + 1) * (side + 2) + column + 1] > 0 {
          occupied.insert(row / box * side + column / box)
        }
      }
      points.append((log(Double(side / box)), log(Double(occupied.count))))
    }
    let (mx, my) = (points.map(\.x).reduce(0, +) / 5, points.map(\.y).reduce(0, +) / 5)
    let slope =
      points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
    #expect(abs(slope - log(3) / log(2)) < 0.03, "measured \(slope)")
  }

  /// Maps are taken by their weights: the parts of the triangle hold shares 1/2, 3/10 and 1/5 of the points.
  @Test func mapsAreTakenByTheirWeights() throws {
    let system = try AffineSystem(maps: rightTriangle().maps, weights: [5, 3, 2])
    let framing = Framing(centreX: 0.5, centreY: 0.5, radius: 0.5)
    let cells = counts(system, framing: framing, side: 16, points: 400_000)
    func share(rows: Range<Int>, columns: Range<Int>) -> Double {
      rows.reduce(0.0) { sum, row in columns.reduce(sum) { $0 + Double(cells[(row + 1) * 18 + $1 + 1]) } } / 400_000
    }
    #expect(abs(share(rows: 8..<16, columns: 0..<8) - 0.5) < 0.005)
    #expect(abs(share(rows: 8..<16, columns: 8..<16) - 0.3) < 0.005)
    #expect(abs(share(rows: 0..<8, columns: 0..<8) - 0.2) < 0.005)
  }

  /// Chains that shared a sequence would contract onto one another and stay together for ever.
  @Test func chainsAreIndependent() throws {
    let orbit = ChaosGame(tracing: try rightTriangle(), seed: 1).trace(points: 16 * 500)
    for step in [0, 250, 499] { #expect(Set(orbit.x[16 * step..<16 * (step + 1)]).count >= 15) }
    // Independent places: two chains of the triangle stand in the same third, by x < 1/2, with chance 5/9.
    var together = 0
    for step in 0..<500 where (orbit.x[16 * step] < 0.5) == (orbit.x[16 * step + 1] < 0.5) { together += 1 }
    #expect(abs(together - 278) < 60, "\(together) of 500")
  }

  /// With k <- (k + c) / 2 and map i taken with chance 1/3, the mean of k over the triangle is the mean of the c, and over
  /// the part that map i draws it is (mean + c_i) / 2; whole parts lie half a unit lower on average.
  @Test func coloursFollowTheMapThatDrewThePart() throws {
    let side = 64
    let game = ChaosGame(
      try rightTriangle(), framing: Framing(centreX: 0.5, centreY: 0.5 - 0x1p-19, radius: 0.5), height: side,
      width: side, seed: 1)
    var cells = [UInt64](repeating: 0, count: ChaosGame.cellCount(height: side, width: side))
    cells.withUnsafeMutableBufferPointer { game.colour(points: 400_000, into: $0) }
    func mean(rows: Range<Int>, columns: Range<Int>) -> Double {
      var (sum, hits) = (0.0, 0.0)
      for row in rows {
        for column in columns {
          let cell = cells[(row + 1) * (side + 2) + column + 1]
          sum += Double(ColouredCell.colourSum(cell))
          hits += Double(ColouredCell.hits(cell))
        }
      }
      return sum / hits + 0.5
    }
    // Colours of the three maps are 0, 127.5 and 255: their mean is 127.5.
    #expect(abs(mean(rows: 0..<64, columns: 0..<64) - 127.5) < 0.7)
    #expect(abs(mean(rows: 32..<64, columns: 0..<32) - 63.75) < 0.7, "map 1, at the origin")
    #expect(abs(mean(rows: 32..<64, columns: 32..<64) - 127.5) < 0.7, "map 2, to the right")
    #expect(abs(mean(rows: 0..<32, columns: 0..<32) - 191.25) < 0.7, "map 3, above")
  }

  /// In the extreme, every point of the largest game falls into one cell.
  @Test func aCellHoldsTheLargestGame() {
    let full = UInt64(ChaosGame.maximumPoints) << 36 + UInt64(ChaosGame.maximumPoints) * 255
    #expect(Int(ColouredCell.hits(full)) == ChaosGame.maximumPoints)
    #expect(ColouredCell.colourSum(full) == UInt64(ChaosGame.maximumPoints) * 255)
  }

  @Test func anotherSeedGivesOtherPointsOfTheSameAttractor() throws {
    let system = try rightTriangle()
    let first = counts(system, framing: Self.whole, side: 64, points: 50_000, seed: 1)
    let second = counts(system, framing: Self.whole, side: 64, points: 50_000, seed: 2)
    #expect(first != second)
    let both = zip(first, second).filter { $0 > 0 && $1 > 0 }.count
    #expect(both > first.filter { $0 > 0 }.count * 9 / 10)
  }
}
