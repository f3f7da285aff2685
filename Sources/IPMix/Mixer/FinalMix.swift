internal import CKernels
internal import FractalCore

/// The end, in float32: acc = sum of w_i normalise(chain_i) in chain order; result = (1 - m) normalise(x) + m acc.
struct FinalMix {
  private let shape: PixelShape
  private let kernels: UnsafePointer<ck_kernels>
  /// The scratch memory's.
  private let mixture: UnsafePointer<ck_ipmix_mixture>
  /// One for each channel.
  private let normalizations: UnsafePointer<ck_ipmix_normalization>

  /// From so many values on, results go past the caches: 256 KB.
  private static let streamedCount = 1 << 16

  /// The end of a plan whose chains were run.
  init(
    _ plan: MixingPlan, _ scratch: Scratch, _ normalizing: ChannelNormalizations, on instructionSet: InstructionSet
  ) {
    shape = plan.imageShape
    kernels = instructionSet.kernels
    normalizing.prepare(plan.normalization, with: kernels)
    normalizations = UnsafePointer(normalizing.channels)
    mixture = UnsafePointer(scratch.mixture)
    Self.fill(scratch.mixture, plan, scratch)
  }

  /// Writes `shape.byteCount` values.
  func write(to output: UnsafeMutablePointer<Float>, layout: TensorLayout) {
    let count = shape.pixelCount
    let streams = shape.byteCount >= Self.streamedCount
    if layout == .interleaved && shape.channels == 3 {
      return kernels.pointee.final.interleaved(mixture, normalizations, count, output, streams)
    }
    for channel in 0..<shape.channels {
      let plane = channel * count
      kernels.pointee.final.planar(mixture, normalizations + channel, plane, 0, count, output + plane, streams)
    }
  }

  /// Writes the values of some pixels of one channel.
  func write(channel: Int, pixels: Range<Int>, to output: UnsafeMutablePointer<Float>) {
    kernels.pointee.final.planar(
      mixture, normalizations + channel, channel * shape.pixelCount, pixels.lowerBound, pixels.upperBound,
      output, false)
  }

  private static func fill(
    _ mixture: UnsafeMutablePointer<ck_ipmix_mixture>, _ plan: MixingPlan, _ scratch: Scratch
  ) {
    let width = plan.imageShape.width
    mixture.pointee.clean = UnsafePointer(scratch.original.start)
    // The clean picture of a triple: 1 N(clean) + 0 acc is N(clean), which no value makes a negative zero.
    let isClean = plan.mixingWeight == 0 && plan.chains.count == 1 && plan.chains[0].steps.isEmpty
    mixture.pointee.chain_count = isClean ? 0 : Int32(plan.chains.count)
    mixture.pointee.mixing_weight = plan.mixingWeight
    // C arrays come as tuples: their memory is bound to the element's type to be indexed.
    withUnsafeMutableBytes(of: &mixture.pointee.weights) { memory in
      let weights = memory.assumingMemoryBound(to: Float.self)
      for number in plan.chains.indices { weights[number] = plan.chains[number].weight }
    }
    withUnsafeMutableBytes(of: &mixture.pointee.chains) { memory in
      let pictures = memory.assumingMemoryBound(to: UnsafePointer<UInt8>?.self)
      for number in plan.chains.indices { pictures[number] = scratch.results[number] }
    }
    withUnsafeMutableBytes(of: &mixture.pointee.changed_from) { memory in
      let from = memory.assumingMemoryBound(to: Int.self)
      for number in plan.chains.indices { from[number] = scratch.changedRows[number].lowerBound * width }
    }
    withUnsafeMutableBytes(of: &mixture.pointee.changed_end) { memory in
      let end = memory.assumingMemoryBound(to: Int.self)
      for number in plan.chains.indices { end[number] = scratch.changedRows[number].upperBound * width }
    }
  }
}

/// How each channel is normalised, prepared once for as long as plans ask for the same.
final class ChannelNormalizations {
  /// One for each channel of a picture, of which there are three at most.
  let channels: UnsafeMutablePointer<ck_ipmix_normalization>
  private var prepared: Recipe.Normalization?

  init() {
    channels = .allocate(capacity: 3)
    channels.initialize(repeating: ck_ipmix_normalization(), count: 3)
  }

  deinit { channels.deallocate() }

  /// Makes ``channels`` those of `normalization`.
  func prepare(_ normalization: Recipe.Normalization, with kernels: UnsafePointer<ck_kernels>) {
    guard normalization != prepared else { return }
    for (channel, mean) in normalization.mean.enumerated() {
      channels[channel] = kernels.pointee.final.prepare(mean, normalization.standardDeviation[channel])
    }
    prepared = normalization
  }
}
