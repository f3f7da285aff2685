/// How unevenly a set fills the picture at one scale: the lacunarity of its mass by a gliding box.
///
/// With M the mass in a box of an eighth of the picture's sides, which glides over all places in steps of a cell, it is
/// E(M^2) / E(M)^2: 1 where every box holds as much, and the more the larger the gaps.
///
/// Source: Allain and Cloitre, "Characterizing the lacunarity of random and deterministic fractal sets", Physical Review
/// A 44, 1991.
enum Lacunarity {
  /// The lacunarity of the masses of `rows` x `columns` cells, at least 0 each; nil if all are 0.
  static func gliding(_ masses: [Int], rows: Int, columns: Int) -> Double? {
    precondition(masses.count == rows * columns)
    let (tall, wide) = (max(1, rows / 8), max(1, columns / 8))
    // Sums of everything above and to the left.
    let stride = columns + 1
    var totals = [Int](repeating: 0, count: (rows + 1) * stride)
    for row in 0..<rows {
      var line = 0
      for column in 0..<columns {
        line += masses[row * columns + column]
        totals[(row + 1) * stride + column + 1] = totals[row * stride + column + 1] + line
      }
    }
    var (sum, squares) = (0.0, 0.0)
    for row in tall...rows {
      for column in wide...columns {
        let mass = Double(
          totals[row * stride + column] - totals[(row - tall) * stride + column]
            - totals[row * stride + column - wide] + totals[(row - tall) * stride + column - wide])
        sum += mass
        squares += mass * mass
      }
    }
    return sum > 0 ? Double((rows - tall + 1) * (columns - wide + 1)) * squares / (sum * sum) : nil
  }
}
