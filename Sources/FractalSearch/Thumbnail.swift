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

  /// Draws the thumbnail of a genome; `cells` is scratch memory that is reused.
  init(_ genome: Genome, framing: Framing, seed: UInt64, instructionSet: InstructionSet, cells: inout [UInt32]) {
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

/// The space in which distances between fractals are measured.
enum Embedding {
  /// Cells a side.
  static let side = 16
  /// Bytes of one embedding.
  static let count = side * side

  /// log(1 + hits) on 16 x 16 cells of a thumbnail, scaled so that the densest cell is 255 and rounded to bytes.
  ///
  /// In bytes, distances are sums of whole numbers: exact, and the same in any order.
  static func logDensity(_ cells: [UInt32]) -> [UInt8] {
    let step = Thumbnail.side / side
    var hits = [Int](repeating: 0, count: count)
    for row in 0..<Thumbnail.side {
      for column in 0..<Thumbnail.side {
        hits[row / step * side + column / step] += Int(cells[(row + 1) * (Thumbnail.side + 2) + column + 1])
      }
    }
    let most = ElementaryFunctions.log(1 + Double(hits.max() ?? 0))
    guard most > 0 else { return [UInt8](repeating: 0, count: count) }
    return hits.map { UInt8(ElementaryFunctions.log(1 + Double($0)) / most * 255 + 0.5) }
  }
}
