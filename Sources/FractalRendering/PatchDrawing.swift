internal import FractalCore
internal import IFS

/// Draws an attractor by patches: each point hits a random choice of the 3 x 3 pixels around it.
///
/// Every point has a patch of its own, one of the 512 that there are, each as likely.
///
/// Source: Kataoka et al., "Pre-training without natural images", ACCV 2020, arXiv 2101.08515.
enum PatchDrawing {
  /// The most points that are drawn so: their places are kept in memory, 8 bytes each.
  static let maximumPoints = 1 << 22

  /// Adds hits of the middle colour coordinate to the coloured cells of a game's grid.
  ///
  /// Points beside the picture draw nothing.
  static func draw(
    _ game: ChaosGame, points: Int, height: Int, width: Int, seed: UInt64,
    into cells: UnsafeMutableBufferPointer<UInt64>
  ) {
    precondition(cells.count == ChaosGame.cellCount(height: height, width: width) && points <= maximumPoints)
    let orbit = game.trace(points: points)
    var draws = RandomStream(seed: seed, purpose: .patch).draws()
    let hit = ColouredCell.hit(colour: 128)
    var bits: UInt32 = 0
    for index in orbit.x.indices {
      // One word serves three patches of nine bits.
      bits = index % 3 == 0 ? draws.word() : bits &>> 9
      let (x, y) = (orbit.x[index], orbit.y[index])
      guard x >= 1, x < Float(width + 1), y >= 1, y < Float(height + 1) else { continue }
      let corner = (Int(y) - 1) * (width + 2) + Int(x) - 1
      for place in 0..<9 where bits &>> UInt32(place) & 1 == 1 {
        cells[corner + place / 3 * (width + 2) + place % 3] &+= hit
      }
    }
  }
}
