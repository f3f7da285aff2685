internal import CKernels

/// Ranks of positive numbers among a sample of them: 0 below all, 1 above all.
///
/// Numbers fall into bins of a 16th of an octave from 2^-24 to 2^16; within a bin the rank rises straight.
struct RankTable {
  private static let count = Int(CK_RANK_BINS)

  /// The share of the sample below each bin, and 1 at the end.
  let below: [Float]

  /// The ranks among `sample`, of which negative numbers are left out; with none left, all ranks are 0.
  init(of sample: [Float]) {
    var counts = [Int](repeating: 0, count: Self.count)
    var total = 0
    for value in sample where value >= 0 {
      counts[Int(ck_rank_bin(value))] += 1
      total += 1
    }
    var sum = 0
    let scale = total > 0 ? 1 / Float(total) : 0
    below =
      [0]
      + counts.map { count in
        sum += count
        return Float(sum) * scale
      }
  }

  /// The rank of a number, in 0...1.
  func callAsFunction(_ value: Float) -> Float { ck_rank(below, value) }
}
