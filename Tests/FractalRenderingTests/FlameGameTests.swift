import FractalCore
import IFS
import TestSupport
import Testing

@testable import FractalRendering

@Suite struct FlameGameTests {
  private static let square = Framing(centreX: 0.5, centreY: 0.5, radius: 0.5)

  private func counts(
    _ flame: FlameSystem, framing: Framing, side: Int, points: Int, seed: UInt64 = 1, on level: InstructionSet = .best
  ) -> [UInt32] {
    let game = FlameGame(flame, framing: framing, height: side, width: side, seed: seed, instructionSet: level)
    var cells = [UInt32](repeating: 0, count: ChaosGame.cellCount(height: side, width: side))
    cells.withUnsafeMutableBufferPointer { game.count(points: points, into: $0) }
    return cells
  }

  private func flame(
    _ system: AffineSystem, symmetry: Symmetry = .none, xaos: [[Float]]? = nil
  ) throws -> FlameSystem {
    try FlameSystem(
      maps: try zip(system.maps, system.weights).map {
        FlameMap(pre: $0, variations: [try Variation(.linear)], weight: $1)
      }, symmetry: symmetry, xaos: xaos)
  }

  private func triangle(weights: [Float] = [1, 1, 1]) throws -> AffineSystem {
    try AffineSystem(
      maps: [(0, 0), (0.5, 0), (0, 0.5)].map { AffineMap(a: 0.5, b: 0, c: 0, d: 0.5, e: $0.0, f: $0.1) },
      weights: weights)
  }

  @Test(.comparesInstructionSets, arguments: InstructionSet.supported)
  func everyLevelGivesTheSameCountsColoursAndPoints(
    level: InstructionSet
  ) throws {
    let law = try FlameLaw(
      mapCount: 2...8, variationCount: 1...4, symmetry: 0.5, finalMap: 0.5, postMap: 0.5, xaos: 0.5)
    for index in 0..<40 {
      var draws = RandomStream(seed: 41, purpose: .testCase).draws(index: UInt64(index))
      let flame = law.sample(&draws)
      let framing = Framing(centreX: 0.1, centreY: -0.2, radius: 1.3, rotation: 0.4)
      // Many points are gathered in packed cells first, which overflow.
      let points = index % 2 == 0 ? 5000 : 40_000
      func results(_ level: InstructionSet) -> ([UInt32], [UInt64], [UInt32], Int) {
        let game = FlameGame(flame, framing: framing, height: 31, width: 47, seed: 5, instructionSet: level)
        let count = ChaosGame.cellCount(height: 31, width: 47)
        var counted = [UInt32](repeating: 0, count: count)
        var coloured = [UInt64](repeating: 0, count: count)
        counted.withUnsafeMutableBufferPointer { game.count(points: points, into: $0) }
        coloured.withUnsafeMutableBufferPointer { game.colour(points: points, into: $0) }
        let trace = FlameGame(tracing: flame, seed: 5, instructionSet: level).trace(points: 3000)
        return (counted, coloured, (trace.x + trace.y).map { $0.isNaN ? .max : $0.bitPattern }, trace.lost)
      }
      let (ours, baseline) = (results(level), results(.baseline))
      #expect(ours.0 == baseline.0)
      #expect(ours.1 == baseline.1)
      #expect(ours.2 == baseline.2)
      #expect(ours.3 == baseline.3)
      #expect(ours.1.map(ColouredCell.hits) == ours.0, "colour does not change where points fall")
      #expect(ours.1.allSatisfy { ColouredCell.colourSum($0) <= 255 * UInt64(ColouredCell.hits($0)) })
    }
  }

  @Test(arguments: [0, 1, 15, 1000, 1024, 1025, 10_000, 99_999]) func everyPointIsCountedOnce(points: Int) throws {
    let cells = counts(try flame(triangle()), framing: Self.square, side: 16, points: points)
    let sum = cells.reduce(0) { $0 + Int($1) }
    #expect(sum >= points && sum <= points + points / 1024 + 1, "as many steps of as many points")
  }

  /// With linear variations a flame is the affine system: both games draw one measure, here with unequal weights.
  @Test func linearFlamesDrawTheAffineMeasure() throws {
    let system = try triangle(weights: [1, 2, 4])
    let (side, points) = (16, 1_000_000)
    let flame = counts(try flame(system), framing: Self.square, side: side, points: points, seed: 2)
    let game = ChaosGame(system, framing: Self.square, height: side, width: side, seed: 3)
    var affine = [UInt32](repeating: 0, count: flame.count)
    affine.withUnsafeMutableBufferPointer { game.count(points: points, into: $0) }
    // The distance of two samples of one measure: the sum over cells of (m - n)^2 / (m + n) is about the number of cells.
    var (distance, cells) = (0.0, 0)
    for (m, n) in zip(flame, affine) where m + n > 0 {
      distance += (Double(m) - Double(n)) * (Double(m) - Double(n)) / Double(m + n)
      cells += 1
    }
    #expect(cells == 81)
    #expect(distance < 160, "chi^2 of \(distance) on \(cells) cells")
  }

  /// Maps to the n-th fifth of an interval: a point's digits to the base 5 are its last maps, the last one first.
  @Test func onlyWhatTheXaosAllowsFollows() throws {
    let maps = (0..<5).map { AffineMap(a: 0.2, b: 0, c: 0, d: 0.2, e: Float($0) / 5, f: 0) }
    let xaos: [[Float]] = (0..<5).map { from in
      (0..<5).map { to in to == (from + 1) % 5 ? 3 : to == (from + 2) % 5 ? 1 : 0 }
    }
    let system = try flame(AffineSystem(maps: maps, weights: [1, 1, 1, 1, 1]), xaos: xaos)
    let (x, _, lost) = FlameGame(tracing: system, seed: 9).trace(points: 100_000)
    var follows = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
    for value in x {
      let last = Int(value * 5)
      follows[Int((Double(value) * 25).truncatingRemainder(dividingBy: 5))][last] += 1
    }
    #expect(lost == 0)
    for from in 0..<5 {
      let all = Double(follows[from].reduce(0, +))
      for to in 0..<5 {
        let share = Double(xaos[from][to]) / 4
        #expect(abs(Double(follows[from][to]) / all - share) < 0.02, "\(from) to \(to)")
        if share == 0 { #expect(follows[from][to] <= 2, "but for rounding at the fifths' ends") }
      }
    }
  }

  @Test(arguments: [(3, false), (4, false), (1, true), (5, true)]) func symmetriesHold(
    order: Int, isMirrored: Bool
  ) throws {
    let maps = [
      AffineMap(a: 0.6, b: 0.1, c: -0.2, d: 0.5, e: 0.5, f: 0.3),
      AffineMap(a: 0.3, b: 0, c: 0.2, d: 0.4, e: -0.2, f: 0.6),
    ]
    let symmetry = try Symmetry(order: order, isMirrored: isMirrored)
    let system = try flame(AffineSystem(maps: maps, weights: [1, 1]), symmetry: symmetry)
    let (x, y, _) = FlameGame(tracing: system, seed: 4).trace(points: 200_000)
    // A function without symmetries must have the same mean over the flame and over each of its images.
    func mean(_ element: AffineMap) -> Double {
      zip(x, y).reduce(0.0) { sum, point in
        let u = element.a * point.0 + element.b * point.1
        let v = element.c * point.0 + element.d * point.1
        return sum + Double(u + 0.7 * v + u * u + 0.3 * u * v + v * v * v)
      } / Double(x.count)
    }
    let all = symmetry.elements.map(mean)
    #expect(all.count == symmetry.count)
    for value in all { #expect(abs(value - all[0]) < 0.02, "\(all)") }
    // Without the symmetry the same function tells the images apart.
    let (p, q, _) = FlameGame(tracing: try flame(AffineSystem(maps: maps, weights: [1, 1])), seed: 4).trace(
      points: 20_000)
    let lopsided = zip(p, q).reduce(0.0) { $0 + Double($1.0) } / Double(p.count)
    #expect(abs(lopsided) > 0.2)
  }

  /// Chains that shared their luck would contract onto one another and draw the same points again and again.
  @Test(arguments: [1, 6]) func chainsDoNotRunTogether(order: Int) throws {
    let system = try flame(triangle(), symmetry: Symmetry(order: order))
    let (x, y, _) = FlameGame(tracing: system, seed: 7).trace(points: 100_000)
    let distinct = Set(zip(x, y).map { UInt64($0.bitPattern) << 32 | UInt64($1.bitPattern) })
    #expect(Double(distinct.count) > 0.99 * Double(x.count), "\(distinct.count) of \(x.count) points are distinct")
  }

  @Test func theFinalMapBendsWhatIsDrawnAlone() throws {
    let plain = try flame(triangle())
    let shift = FlameMap(
      pre: AffineMap(a: 2, b: 0, c: 0, d: 2, e: 1, f: -1), variations: [try Variation(.linear)])
    let bent = try FlameSystem(maps: plain.maps, finalMap: shift)
    let (x, y, _) = FlameGame(tracing: plain, seed: 6).trace(points: 5000)
    let (u, v, _) = FlameGame(tracing: bent, seed: 6).trace(points: 5000)
    #expect(u == x.map { 2 * $0 + 1 } && v == y.map { 2 * $0 - 1 })
  }

  /// A map that throws everything out of the plane half of the time: the rest is drawn as if it were alone.
  @Test func pointsThatLeaveThePlaneGoOnFromOthers() throws {
    let inside = try triangle()
    let thrower = FlameMap(
      pre: AffineMap(a: 1e6, b: 0, c: 0, d: 1e6, e: 1e6, f: 1e6), variations: [try Variation(.linear)], weight: 3)
    let system = try FlameSystem(maps: flame(inside).maps + [thrower])
    let game = FlameGame(tracing: system, seed: 8)
    let (x, y, lost) = game.trace(points: 50_000)
    #expect(abs(Double(lost) / Double(x.count) - 0.5) < 0.02)
    for (x, y) in zip(x, y) where x < 100 {
      #expect(x >= 0 && y >= 0 && x + y <= 1.000_001, "within the triangle")
    }
    let nowhere = try FlameSystem(maps: [thrower])
    #expect(FlameGame(tracing: nowhere, seed: 8).trace(points: 4096).lost >= 4096)
    #expect(Orbit.trace(nowhere, seed: 8) == nil)
  }
}
