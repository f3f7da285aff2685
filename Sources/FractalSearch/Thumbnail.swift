internal import FractalCore
internal import FractalRendering
internal import IFS

/// A small count of an attractor's density, from which gates judge and embeddings are made.
struct Thumbnail {
  /// Pixels a side.
  static let side = 64
  /// Points of the chaos game: 8 a pixel.
  static let points = 8 * side * side

  /// The share of pixels that were hit.
  let fill: Double
  /// The smaller over the larger principal deviation of the pixels that were hit.
  let aspect: Double
  /// How even the hits are over the pixels that have any: (sum h)^2 / (n sum h^2), up to 1.
  let evenness: Double
  /// Log-densities on 16 x 16 cells as bytes, the densest cell at 255.
  let embedding: [UInt8]

  /// Draws the thumbnail of an attractor; `cells` is scratch memory that is reused.
  ///
  /// - Precondition: the genome's family is drawn by the chaos game.
  init(
    _ genome: Genome, framing: Framing, seed: UInt64, instructionSet: InstructionSet, cells: inout [UInt32]
  ) {
    let count = ChaosGame.cellCount(height: Self.side, width: Self.side)
    cells.removeAll(keepingCapacity: true)
    cells.append(contentsOf: repeatElement(0, count: count))
    switch genome {
    case .affine(let system):
      let game = ChaosGame(
        system, framing: framing, height: Self.side, width: Self.side, seed: seed, instructionSet: instructionSet)
      cells.withUnsafeMutableBufferPointer { game.count(points: Self.points, into: $0) }
    case .flame(let system):
      let game = FlameGame(
        system, framing: framing, height: Self.side, width: Self.side, seed: seed, instructionSet: instructionSet)
      cells.withUnsafeMutableBufferPointer { game.count(points: Self.points, into: $0) }
    case .escapeTime: preconditionFailure("escape-time fractals have no points to count")
    }
    (fill, aspect) = Self.measure(cells)
    evenness = Self.evenness(cells)
    embedding = Embedding.logDensity(cells)
  }

  private static func evenness(_ cells: [UInt32]) -> Double {
    var (n, sum, squares) = (0, 0, 0)
    for row in 0..<side {
      for column in 0..<side {
        let hits = Int(cells[(row + 1) * (side + 2) + column + 1])
        n += hits > 0 ? 1 : 0
        sum += hits
        squares += hits * hits
      }
    }
    return n > 0 ? Double(sum) * Double(sum) / (Double(n) * Double(squares)) : 0
  }

  private static func measure(_ cells: [UInt32]) -> (fill: Double, aspect: Double) {
    // Whole sums, so that their order does not matter.
    var (n, sx, sy, sxx, syy, sxy) = (0, 0, 0, 0, 0, 0)
    for row in 0..<side {
      for column in 0..<side where cells[(row + 1) * (side + 2) + column + 1] > 0 {
        n += 1
        sx += column
        sy += row
        sxx += column * column
        syy += row * row
        sxy += column * row
      }
    }
    guard n > 0 else { return (0, 0) }
    let count = Double(n)
    let xx = Double(n * sxx - sx * sx) / (count * count)
    let yy = Double(n * syy - sy * sy) / (count * count)
    let xy = Double(n * sxy - sx * sy) / (count * count)
    // Eigenvalues of the covariance matrix.
    let root = ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot()
    let (large, small) = ((xx + yy + root) / 2, max(0, (xx + yy - root) / 2))
    return (count / Double(side * side), large > 0 ? (small / large).squareRoot() : 0)
  }
}
