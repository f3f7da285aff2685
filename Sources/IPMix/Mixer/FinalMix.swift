internal import CKernels
internal import FractalCore

/// The end, in float32: acc = sum of w_i normalise(chain_i) in chain order; result = (1 - m) normalise(x) + m acc.
struct FinalMix {
  let plan: MixingPlan
  let original: UnsafePointer<UInt8>
  /// The chains' pictures, and perhaps more that belong to no chain.
  let chains: [UnsafePointer<UInt8>]
  /// The rows in which each chain may differ from the original.
  let changedRows: [Range<Int>]
  let layout: TensorLayout
  let normalizing: ChannelNormalizations
  let instructionSet: InstructionSet

  /// From so many values on, results go past the caches: 256 KB.
  private static let streamedCount = 1 << 16

  /// Writes `plan.imageShape.byteCount` values.
  func write(to output: UnsafeMutablePointer<Float>) {
    let shape = plan.imageShape
    let level = ck_level(UInt32(instructionSet.kernelLevel))
    let streams = shape.byteCount >= Self.streamedCount
    if layout == .interleaved && shape.channels == 3 {
      var mixtures = (mixture(0), mixture(1), mixture(2))
      return withUnsafeBytes(of: &mixtures) {
        ck_ipmix_final_interleaved(
          level, $0.assumingMemoryBound(to: ck_ipmix_mixture.self).baseAddress!, normalizing.channels,
          shape.pixelCount, output, streams)
      }
    }
    for channel in 0..<shape.channels {
      var mixture = mixture(channel)
      ck_ipmix_final(
        level, &mixture, &normalizing.channels[channel], shape.pixelCount, output + channel * shape.pixelCount, streams)
    }
  }

  /// Writes the values of some pixels of one channel.
  func write(channel: Int, pixels: Range<Int>, to output: UnsafeMutablePointer<Float>) {
    var mixture = mixture(channel, from: pixels.lowerBound)
    ck_ipmix_final(
      ck_level(UInt32(instructionSet.kernelLevel)), &mixture, &normalizing.channels[channel], pixels.count, output,
      false)
  }

  /// What the kernel needs of a channel, whose pixels it counts from `first` on.
  private func mixture(_ channel: Int, from first: Int = 0) -> ck_ipmix_mixture {
    let shape = plan.imageShape
    let start = channel * shape.pixelCount + first
    var mixture = ck_ipmix_mixture()
    mixture.clean = original + start
    // The clean picture of a triple: 1 N(clean) + 0 acc is N(clean), which no value makes a negative zero.
    let isClean = plan.mixingWeight == 0 && plan.chains.count == 1 && plan.chains[0].steps.isEmpty
    mixture.chain_count = isClean ? 0 : Int32(plan.chains.count)
    mixture.mixing_weight = plan.mixingWeight
    // C arrays come as tuples: their memory is bound to the element's type to be indexed.
    withUnsafeMutableBytes(of: &mixture.weights) { memory in
      let weights = memory.assumingMemoryBound(to: Float.self)
      for number in plan.chains.indices { weights[number] = plan.chains[number].weight }
    }
    withUnsafeMutableBytes(of: &mixture.chains) { memory in
      let pictures = memory.assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
      for number in plan.chains.indices { pictures[number] = chains[number] + start }
    }
    withUnsafeMutableBytes(of: &mixture.changed_from) { memory in
      let from = memory.assumingMemoryBound(to: Int.self)
      for number in plan.chains.indices {
        from[number] = max(0, changedRows[number].lowerBound * shape.width - first)
      }
    }
    withUnsafeMutableBytes(of: &mixture.changed_end) { memory in
      let end = memory.assumingMemoryBound(to: Int.self)
      for number in plan.chains.indices {
        end[number] = max(0, changedRows[number].upperBound * shape.width - first)
      }
    }
    return mixture
  }
}

/// How each channel is normalised, prepared once for as long as plans ask for the same.
final class ChannelNormalizations {
  private var prepared: Recipe.Normalization?
  fileprivate(set) var channels: [ck_ipmix_normalization] = []

  /// Makes ``channels`` those of `normalization`.
  func prepare(_ normalization: Recipe.Normalization) {
    guard normalization != prepared else { return }
    channels = zip(normalization.mean, normalization.standardDeviation).map(ck_ipmix_prepare_normalization)
    prepared = normalization
  }
}
