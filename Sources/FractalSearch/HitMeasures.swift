/// Measures of an attractor from the hits of its thumbnail, for gates.
///
/// Sums of whole numbers: their order does not matter.
struct HitMeasures {
  /// The share of pixels that were hit.
  let fill: Double
  /// The smaller over the larger principal deviation of the pixels that were hit.
  let aspect: Double
  /// How even the hits are over the pixels that have any: (sum h)^2 / (n sum h^2), up to 1.
  let evenness: Double
  /// The share of blocks of 8 x 8 pixels that were hit anywhere.
  let occupied: Double
  /// The share of the pixels hit that have at most one of their eight neighbours hit too.
  let dots: Double

  private static let side = Thumbnail.side

  /// Measures the hits of ``Thumbnail/side`` squared pixels, row by row.
  init(_ hits: UnsafeBufferPointer<UInt32>) {
    precondition(hits.count == Self.side * Self.side)
    var (n, sum, squares) = (0, 0, 0)
    var (sx, sy, sxx, syy, sxy) = (0, 0, 0, 0, 0)
    var blocks = [Bool](repeating: false, count: 64)
    var alone = 0
    for row in 0..<Self.side {
      for column in 0..<Self.side where hits[row &* Self.side &+ column] > 0 {
        let count = Int(hits[row &* Self.side &+ column])
        n &+= 1
        sum &+= count
        squares &+= count &* count
        sx &+= column
        sy &+= row
        sxx &+= column &* column
        syy &+= row &* row
        sxy &+= column &* row
        blocks[(row &>> 3) &* 8 &+ column &>> 3] = true
        if Self.neighbours(hits, row, column) < 2 { alone &+= 1 }
      }
    }
    guard n > 0 else {
      (fill, aspect, evenness, occupied, dots) = (0, 0, 0, 0, 0)
      return
    }
    let count = Double(n)
    let xx = Double(n * sxx - sx * sx) / (count * count)
    let yy = Double(n * syy - sy * sy) / (count * count)
    let xy = Double(n * sxy - sx * sy) / (count * count)
    // Eigenvalues of the covariance matrix.
    let root = ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot()
    let (large, small) = ((xx + yy + root) / 2, max(0, (xx + yy - root) / 2))
    fill = count / Double(Self.side * Self.side)
    aspect = large > 0 ? (small / large).squareRoot() : 0
    evenness = Double(sum) * Double(sum) / (count * Double(squares))
    occupied = Double(blocks.count { $0 }) / 64
    dots = Double(alone) / count
  }

  /// How many of a pixel's eight neighbours were hit, counted up to 2.
  private static func neighbours(_ hits: UnsafeBufferPointer<UInt32>, _ row: Int, _ column: Int) -> Int {
    var found = 0
    for y in max(0, row - 1)...min(side - 1, row + 1) {
      for x in max(0, column - 1)...min(side - 1, column + 1) where (y != row || x != column) && hits[y * side + x] > 0
      {
        found += 1
        if found == 2 { return 2 }
      }
    }
    return found
  }
}
