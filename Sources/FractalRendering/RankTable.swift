internal import CKernels

/// Ranks of positive numbers among a sample of them: 0 below all, 1 above all.
///
/// Numbers fall into bins of a 16th of an octave from 2^-24 to 2^16; within a bin the rank rises straight.
struct RankTable {
  private static let lowest = Float(0x1p-24)
  private static let count = Int(CK_RANK_BINS)
  /// Bits of a float32 below those that name its bin.
  private static let shift: UInt32 = 19

  /// The share of the sample below each bin, and 1 at the end.
  let below: [Float]

  /// The ranks among `sample`, of which negative numbers are left out; with none left, all ranks are 0.
  init(of sample: [Float]) {
    var counts = [Int](repeating: 0, count: Self.count)
    var total = 0
    for value in sample where value >= 0 {
      counts[Self.place(value).bin] += 1
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
  @inline(__always)
  func callAsFunction(_ value: Float) -> Float {
    let (bin, share) = Self.place(value)
    return below.withUnsafeBufferPointer { below in
      below[bin] + share * (below[bin &+ 1] - below[bin])
    }
  }

  /// The bin of a number, and how far within the bin it stands; also of 0, infinity and NaN.
  @inline(__always)
  private static func place(_ value: Float) -> (bin: Int, share: Float) {
    guard value > lowest else { return (0, 0) }
    let bits = value.bitPattern &- lowest.bitPattern
    let bin = Int(bits &>> shift)
    guard bin < count else { return (count - 1, 1) }
    return (bin, Float(bits & (1 &<< shift - 1)) * 0x1p-19)
  }
}
