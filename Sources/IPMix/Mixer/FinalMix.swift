internal import FractalCore

/// The end, in float32: acc = sum of w_i normalise(chain_i) in chain order; result = (1 - m) normalise(x) + m acc.
///
/// normalise(v) = ((v / 255) - mean) / deviation has 256 values a channel; products with w_i and 1 - m are tables too.
struct FinalMix {
  let plan: MixingPlan
  let original: UnsafePointer<UInt8>
  let chains: [UnsafePointer<UInt8>]
  let layout: TensorLayout

  /// Writes `plan.imageShape.byteCount` values.
  func write(to output: UnsafeMutablePointer<Float>) {
    let shape = plan.imageShape
    let count = plan.chains.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 256 * (count + 1) + shape.width) { memory in
      let tables = memory.baseAddress!
      let sums = tables + 256 * (count + 1)
      for channel in 0..<shape.channels {
        fill(tables, channel: channel)
        let (start, stride) =
          layout == .planar ? (channel * shape.pixelCount, 1) : (channel, shape.channels)
        for row in 0..<shape.height {
          let line = channel * shape.pixelCount + row * shape.width
          let target = output + (start + row * shape.width * stride)
          mixRow(line, tables: tables, sums: sums, to: target, stride: stride)
        }
      }
    }
  }

  /// Table 0 holds (1 - m) normalise(v); table i + 1 holds w_i normalise(v).
  private func fill(_ tables: UnsafeMutablePointer<Float>, channel: Int) {
    let mean = plan.normalization.mean[channel]
    let deviation = plan.normalization.standardDeviation[channel]
    for value in 0..<256 {
      let normalised = (Float(value) / 255 - mean) / deviation
      tables[value] = (1 - plan.mixingWeight) * normalised
      for chain in plan.chains.indices { tables[256 * (chain + 1) + value] = plan.chains[chain].weight * normalised }
    }
  }

  @inline(__always)
  private func mixRow(
    _ line: Int, tables: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>,
    to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let width = plan.imageShape.width
    let clean = original + line
    let weight = plan.mixingWeight
    // Three chains are the rule: one pass without a row of sums.
    if chains.count == 3 {
      let (first, second, third) = (chains[0] + line, chains[1] + line, chains[2] + line)
      for column in 0..<width {
        var sum: Float = 0 + tables[256 &+ Int(first[column])]
        sum += tables[512 &+ Int(second[column])]
        sum += tables[768 &+ Int(third[column])]
        target[column &* stride] = tables[Int(clean[column])] + weight * sum
      }
      return
    }
    for column in 0..<width { sums[column] = 0 }
    for (chain, start) in chains.enumerated() {
      let (picture, table) = (start + line, tables + 256 * (chain + 1))
      for column in 0..<width { sums[column] += table[Int(picture[column])] }
    }
    for column in 0..<width { target[column &* stride] = tables[Int(clean[column])] + weight * sums[column] }
  }
}
