internal import CKernels
internal import FractalCore

/// Runs a plan of the framework `rounds` in float32 from beginning to end: PixMix.
///
/// The state s begins as byte / 255 of the picture or of its operated copy; every round makes it clip(mix(s, v)) over the
/// whole picture, v being byte / 255 of the source. Then result = (1 - m) normalise(x) + m w normalise(s), where
/// normalise(s) = (s - mean) / deviation; plans that were sampled have m = w = 1.
///
/// Source: Hendrycks et al., "PixMix: Dreamlike Pictures Comprehensively Improve Safety Measures", CVPR 2022,
/// arXiv 2112.05135.
struct RoundsRun {
  let plan: MixingPlan
  let original: UnsafePointer<UInt8>
  let mixingPicture: PixelSource?
  let tables: MixingTables
  let scratch: Scratch
  /// Sees the state, planes of float32, at the beginning and after each step; for tracing.
  var observer: ((UnsafeBufferPointer<Float>) -> Void)?

  /// Leaves the last state at `scratch.state`.
  func run() {
    let count = plan.imageShape.byteCount
    let state = scratch.state.start
    kernels.pointee.rounds.load(original, count, state)
    observer?(UnsafeBufferPointer(start: state, count: count))
    for step in plan.chains[0].steps {
      switch step {
      case .image(let operation):
        operation.apply(
          from: original, to: scratch.copy.start, shape: plan.imageShape, on: tables.instructionSet)
        kernels.pointee.rounds.load(scratch.copy.start, count, state)
      case .patch(_, let operation, let source):
        if let planes = planes(of: source) { mix(state, planes, operation) }
      }
      observer?(UnsafeBufferPointer(start: state, count: count))
    }
  }

  /// Writes the result's values of some pixels of one channel, `stride` places apart.
  func finish(channel: Int, pixels: Range<Int>, to output: UnsafeMutablePointer<Float>, stride: Int) {
    let start = channel * plan.imageShape.pixelCount + pixels.lowerBound
    kernels.pointee.rounds.finish(
      original + start, scratch.state.start + start, pixels.count, plan.normalization.mean[channel],
      plan.normalization.standardDeviation[channel], plan.mixingWeight, plan.chains[0].weight, output, stride)
  }

  /// Writes `plan.imageShape.byteCount` values.
  func write(to output: UnsafeMutablePointer<Float>, layout: TensorLayout) {
    let shape = plan.imageShape
    for channel in 0..<shape.channels {
      let isPlanar = layout == .planar
      finish(
        channel: channel, pixels: 0..<shape.pixelCount,
        to: output + (isPlanar ? channel * shape.pixelCount : channel), stride: isPlanar ? 1 : shape.channels)
    }
  }

  private var kernels: UnsafePointer<ck_kernels> { tables.instructionSet.kernels }

  /// The source's bytes, channel by channel; nil for a mixing picture that is not there.
  private func planes(of source: MixingPlan.PatchSource) -> UnsafePointer<UInt8>? {
    switch source {
    case .mixingPicture:
      guard let mixingPicture else { return nil }
      return mixingPicture.packed(
        plan.imageShape.wholePatch, channels: plan.imageShape.channels, into: scratch.patches.start, with: kernels)
    case .operatedCopy(let copying):
      copying.apply(from: original, to: scratch.copy.start, shape: plan.imageShape, on: tables.instructionSet)
      return UnsafePointer(scratch.copy.start)
    }
  }

  private func mix(_ state: UnsafeMutablePointer<Float>, _ source: UnsafePointer<UInt8>, _ operation: MixingOperation) {
    let shape = plan.imageShape
    switch operation {
    case .add(let p, let q): kernels.pointee.rounds.add(state, source, shape.byteCount, p, q)
    case .multiply(let p, let q):
      kernels.pointee.rounds.multiply(state, source, shape.byteCount, tables.guardedLogarithms, p, q)
    case .randomPixels(let mask): choose(state, source, shape.pixelCount, sharedBy: shape.channels, by: mask)
    case .randomElements(let mask): choose(state, source, shape.byteCount, sharedBy: 1, by: mask)
    }
  }

  private func choose(
    _ state: UnsafeMutablePointer<Float>, _ source: UnsafePointer<UInt8>, _ places: Int, sharedBy planes: Int,
    by mask: MixingMask
  ) {
    switch mask {
    case .seeded(let seed, let threshold):
      kernels.pointee.rounds.choose(state, source, places, planes, seed, threshold)
    case .explicit(let given):
      for place in 0..<places where place >= given.count || given[place] == 0 {
        for plane in 0..<planes { state[plane * places + place] = Float(source[plane * places + place]) / 255 }
      }
    }
  }
}
