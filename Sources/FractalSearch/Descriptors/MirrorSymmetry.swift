/// How like itself a grey picture is when it is mirrored or turned.
enum MirrorSymmetry {
  /// The largest correlation (Pearson's) of `rows` x `columns` levels with their images under the symmetries of the rectangle,
  /// or of the square, the identity aside; in 0...1, and 1 for one level throughout.
  ///
  /// - Precondition: there are as many rows as columns where the picture is a square.
  static func strongest(_ luma: [UInt8], rows: Int, columns: Int, isSquare: Bool) -> Double {
    precondition(luma.count == rows * columns && (!isSquare || rows == columns))
    let total = luma.reduce(0) { $0 + Int($1) }
    // Deviations times the number of cells, so that they are whole.
    let deviations = luma.map { Int32(Int($0) * luma.count - total) }
    let energy = deviations.reduce(0.0) { $0 + Double($1) * Double($1) }
    guard energy > 0 else { return 1 }
    var strongest = 0.0
    for symmetry in Symmetry.allCases where isSquare || !symmetry.swapsSides {
      var product = 0
      deviations.withUnsafeBufferPointer { deviations in
        for row in 0..<rows {
          var (image, step) = symmetry.line(row, rows, columns)
          for place in row &* columns..<(row &+ 1) &* columns {
            // Below 2^20 each, and 4,096 of them.
            product &+= Int(deviations[place]) &* Int(deviations[image])
            image &+= step
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

    /// The target of a row's first pixel, and the step to the next.
    func line(_ row: Int, _ rows: Int, _ columns: Int) -> (first: Int, step: Int) {
      let (up, last) = (rows - 1 - row, columns - 1)
      return switch self {
      case .leftRight: (row * columns + last, -1)
      case .upDown: (up * columns, 1)
      case .halfTurn: (up * columns + last, -1)
      case .diagonal: (row, columns)
      case .antidiagonal: (last * columns + up, -columns)
      case .quarterTurn: (up, columns)
      }
    }
  }
}
