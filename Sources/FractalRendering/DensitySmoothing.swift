/// Density-adaptive smoothing: what few points hit is spread, what many hit stays sharp.
///
/// A count of n hits has a relative error of about 1 / sqrt(n). A cell of fewer than 8 hits is spread over 3 x 3 cells, one of a
/// single hit over a cone of radius 3; but not where the nine cells around hold 27 hits (5 for the cone) or more, because
/// there the cell is a dense part's edge, which stays sharp. The kernels' weights are whole 64ths, so that sums are exact and do
/// not depend on any order; what is smoothed counts hits in 64ths.
///
/// Source of the idea: Suykens and Willems, "Adaptive filtering for progressive Monte Carlo image rendering", 2000.
enum DensitySmoothing {
  /// What one hit is worth in smoothed cells.
  static let unit = 64

  /// Cells with as many hits or more stay sharp.
  static let sharpFrom: UInt32 = 8
  /// Cells with as many hits or more are spread over 3 x 3 cells, others over the cone.
  static let narrowFrom: UInt32 = 2
  /// Surroundings of nine cells with as many hits or more keep their cells sharp.
  static let denseFrom: UInt32 = 27
  /// Surroundings of nine cells with as many hits or more are not spread over the cone.
  static let sparseBelow: UInt32 = 5
  /// No cell counts more hits than these, which are far beyond any white point: 64 times as many still fit.
  static let mostHits: UInt32 = 1 << 21

  /// Rows and columns from a cell to those of the cone, and their weights in 64ths.
  private static let cone: [(row: Int, column: Int, weight: UInt64)] = (-3...3).flatMap { row in
    (-3...3).compactMap { column in
      let weights: [Int: UInt64] = [0: 8, 1: 3, 2: 3, 4: 2, 5: 2, 8: 1, 9: 1]
      return weights[row * row + column * column].map { (row, column, $0) }
    }
  }

  /// Spreads the cells of a picture into `smoothed`, which must be 0 throughout; what would leave the picture is lost.
  ///
  /// - Returns: how many pixels were hit, before smoothing.
  static func smooth(
    _ cells: UnsafeBufferPointer<UInt64>, height: Int, width: Int, into smoothed: UnsafeMutableBufferPointer<UInt64>
  ) -> Int {
    precondition(cells.count == (height + 2) * (width + 2) && smoothed.count == cells.count)
    let stride = width + 2
    let offsets = cone.map { (place: $0.row * stride + $0.column, weight: $0.weight) }
    return offsets.withUnsafeBufferPointer { offsets in
      var occupied = 0
      for row in 1...height {
        let isInner = row > 3 && row + 3 <= height
        for column in 1...width {
          let place = row &* stride &+ column
          let cell = cells[place]
          guard cell != 0 else { continue }
          occupied &+= 1
          let hits = ColouredCell.hits(cell)
          if hits >= sharpFrom {
            smoothed[place] &+= hits <= mostHits ? cell &<< 6 : saturated(cell)
            continue
          }
          let around = hitsAround(place, stride, cells)
          if around >= denseFrom {
            smoothed[place] &+= cell &<< 6
          } else if hits >= narrowFrom || around >= sparseBelow {
            spread(cell &<< 2, place, stride, smoothed)
          } else if isInner && column > 3 && column &+ 3 <= width {
            for offset in offsets { smoothed[place &+ offset.place] &+= cell &* offset.weight }
          } else {
            for part in cone where (1...height).contains(row + part.row) && (1...width).contains(column + part.column) {
              smoothed[(row + part.row) * stride + column + part.column] &+= cell &* part.weight
            }
          }
        }
      }
      return occupied
    }
  }

  /// The hits of the cell and the eight around it.
  @inline(__always)
  private static func hitsAround(_ place: Int, _ stride: Int, _ cells: UnsafeBufferPointer<UInt64>) -> UInt32 {
    var sum: UInt32 = 0
    for column in 0..<3 {
      let middle = place &+ column &- 1
      // No sum overflows: all hits of a picture are fewer than 2^28.
      sum &+= ColouredCell.hits(cells[middle &- stride]) &+ ColouredCell.hits(cells[middle])
      sum &+= ColouredCell.hits(cells[middle &+ stride])
    }
    return sum
  }

  /// 1 2 1 / 2 4 2 / 1 2 1 times a 16th of a hit.
  @inline(__always)
  private static func spread(
    _ cell: UInt64, _ place: Int, _ stride: Int, _ smoothed: UnsafeMutableBufferPointer<UInt64>
  ) {
    let (above, below) = (place &- stride, place &+ stride)
    smoothed[above &- 1] &+= cell
    smoothed[above] &+= cell &<< 1
    smoothed[above &+ 1] &+= cell
    smoothed[place &- 1] &+= cell &<< 1
    smoothed[place] &+= cell &<< 2
    smoothed[place &+ 1] &+= cell &<< 1
    smoothed[below &- 1] &+= cell
    smoothed[below] &+= cell &<< 1
    smoothed[below &+ 1] &+= cell
  }

  /// ``mostHits`` hits of the same mean colour, in 64ths.
  private static func saturated(_ cell: UInt64) -> UInt64 {
    let mean = ColouredCell.colourSum(cell) / UInt64(ColouredCell.hits(cell))
    return (ColouredCell.hit(colour: UInt8(min(255, mean))) &* UInt64(mostHits)) &<< 6
  }
}
