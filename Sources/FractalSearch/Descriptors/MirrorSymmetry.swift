/// How like itself a grey picture is when it is mirrored or turned.
enum MirrorSymmetry {
  /// The largest correlation (Pearson's) of `rows` x `columns` levels with their images under the symmetries of the rectangle,
  /// or of the square, the identity aside; in 0...1, and 1 for one level throughout.
  static func strongest(_ luma: [UInt8], rows: Int, columns: Int) -> Double {
    precondition(luma.count == rows * columns)
    let total = luma.reduce(0) { $0 + Int($1) }
    // Deviations times the number of cells, so that they are whole.
    let deviations = luma.map { Int32(Int($0) * luma.count - total) }
    let energy = deviations.reduce(0.0) { $0 + Double($1) * Double($1) }
    guard energy > 0 else { return 1 }
    var strongest = 0.0
    for symmetry in Symmetry.allCases where rows == columns || !symmetry.swapsSides {
      var product = 0
      deviations.withUnsafeBufferPointer { deviations in
        for row in 0..<rows {
          for column in 0..<columns {
            let image = symmetry.image(row, column, rows, columns)
            // Below 2^20 each, and 4,096 of them.
            product &+= Int(deviations[row &* columns &+ column]) &* Int(deviations[image])
          }
        }
      }
      strongest = max(strongest, Double(product) / energy)
    }
    return min(1, strongest)
  }

  /// A quarter-turn and its inverse correlate alike, so one of them is enough.
  private enum Symmetry: CaseIterable {
    case leftRight, upDown, halfTurn, diagonal, antidiagonal, quarterTurn

    var swapsSides: Bool { self == .diagonal || self == .antidiagonal || self == .quarterTurn }

    @inline(__always)
    func image(_ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> Int {
      let (up, left) = (rows &- 1 &- row, columns &- 1 &- column)
      return switch self {
      case .leftRight: row &* columns &+ left
      case .upDown: up &* columns &+ column
      case .halfTurn: up &* columns &+ left
      case .diagonal: column &* columns &+ row
      case .antidiagonal: left &* columns &+ up
      case .quarterTurn: column &* columns &+ up
      }
    }
  }
}
