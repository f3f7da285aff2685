internal import FractalCore
internal import FractalRendering
internal import IFS

/// The fill by which FractalDB chooses its categories: 100,000 points on 512 x 512 pixels.
///
/// Fill depends on points per pixel and on the size, so it is measured at theirs; at most 0.32 can be reached.
///
/// Source: Kataoka et al., "Pre-training without natural images", ACCV 2020, arXiv 2101.08515.
enum FractalDBFill {
  static let side = 512
  static let points = 100_000

  /// The share of pixels that are hit when the system fits into the square.
  static func share(of system: AffineSystem, _ orbit: Orbit, seed: UInt64, instructionSet: InstructionSet) -> Double {
    guard let framing = orbit.framing(margin: 0) else { return 0 }
    let game = ChaosGame(
      system, framing: framing, height: side, width: side, seed: seed, instructionSet: instructionSet)
    let cells = [UInt32](unsafeUninitializedCapacity: ChaosGame.cellCount(height: side, width: side)) { cells, count in
      count = cells.count
      cells.initialize(repeating: 0)
      game.count(points: points, into: cells)
    }
    var hit = 0
    for row in 1...side {
      let first = row * (side + 2)
      for place in first + 1...first + side where cells[place] > 0 { hit += 1 }
    }
    return Double(hit) / Double(side * side)
  }
}
