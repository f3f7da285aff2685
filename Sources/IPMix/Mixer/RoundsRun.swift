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
  let layout: TensorLayout
  let scratch: Scratch
  /// Sees the state, planes of float32, at the beginning and after each step; for tracing.
  var observer: ((UnsafeBufferPointer<Float>) -> Void)?

  /// Writes `plan.imageShape.byteCount` values.
  func write(to output: UnsafeMutablePointer<Float>) {
    let shape = plan.imageShape
    withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.byteCount) { state in
      load(original, into: state)
      observer?(UnsafeBufferPointer(state))
      for step in plan.chains[0].steps {
        switch step {
        case .image(let operation):
          operation.apply(from: original, to: scratch.copy.start, shape: shape)
          load(scratch.copy.start, into: state)
        case .patch(_, let operation, let source): mix(state, operation, source)
        }
        observer?(UnsafeBufferPointer(state))
      }
      finish(state, to: output)
    }
  }

  private func load(_ planes: UnsafePointer<UInt8>, into state: UnsafeMutableBufferPointer<Float>) {
    for index in 0..<state.count { state[index] = Float(planes[index]) / 255 }
  }

  private func mix(
    _ state: UnsafeMutableBufferPointer<Float>, _ operation: MixingOperation, _ source: MixingPlan.PatchSource
  ) {
    let pixels: PixelSource
    switch source {
    case .mixingPicture:
      guard let mixingPicture else { return }
      pixels = mixingPicture
    case .operatedCopy(let copying):
      copying.apply(from: original, to: scratch.copy.start, shape: plan.imageShape)
      pixels = .planes(scratch.copy.start, shape: plan.imageShape)
    }
    switch operation {
    case .add(let p, let q):
      forEach(state, pixels) { _, u, v in ((p * (u * 2 - 1) + q * (v * 2 - 1)) + 1) / 2 }
    case .multiply(let p, let q):
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 256) { powers in
        for value in 0..<256 { powers[value] = Self.power(max(Float(value) / 255 * 2, 1e-37), q) }
        forEachByte(state, pixels) { _, u, v in Self.power(u * 2, p) * powers[Int(v)] / 2 }
      }
    case .randomPixels(let mask):
      let count = plan.imageShape.pixelCount
      mask.expand(into: scratch.mask.start, count: count)
      forEach(state, pixels) { index, u, v in scratch.mask.start[index % count] != 0 ? u : v }
    case .randomElements(let mask):
      mask.expand(into: scratch.mask.start, count: plan.imageShape.byteCount)
      forEach(state, pixels) { index, u, v in scratch.mask.start[index] != 0 ? u : v }
    }
  }

  /// A base to a power in float32, through double: within 1 ulp of the exact value.
  private static func power(_ base: Float, _ exponent: Float) -> Float {
    MixingTables.power(ElementaryFunctions.log(Double(base)), Double(exponent))
  }

  @inline(__always)
  private func forEach(
    _ state: UnsafeMutableBufferPointer<Float>, _ source: PixelSource, _ body: (Int, Float, Float) -> Float
  ) {
    forEachByte(state, source) { index, u, v in body(index, u, Float(v) / 255) }
  }

  /// Replaces each u by the clipped `body(place, u, v)`; what is not a number becomes 0.
  @inline(__always)
  private func forEachByte(
    _ state: UnsafeMutableBufferPointer<Float>, _ source: PixelSource, _ body: (Int, Float, UInt8) -> Float
  ) {
    let shape = plan.imageShape
    var index = 0
    for channel in 0..<shape.channels {
      for row in 0..<shape.height {
        let line = source.start + (channel * source.channelStride + row * source.rowStride)
        for column in 0..<shape.width {
          let mixed = body(index, state[index], line[column &* source.pixelStride])
          state[index] = mixed > 0 ? (mixed < 1 ? mixed : 1) : 0
          index &+= 1
        }
      }
    }
  }

  private func finish(_ state: UnsafeMutableBufferPointer<Float>, to output: UnsafeMutablePointer<Float>) {
    let (shape, m, w) = (plan.imageShape, plan.mixingWeight, plan.chains[0].weight)
    for channel in 0..<shape.channels {
      let mean = plan.normalization.mean[channel]
      let deviation = plan.normalization.standardDeviation[channel]
      for pixel in 0..<shape.pixelCount {
        let index = channel * shape.pixelCount + pixel
        let clean = (Float(original[index]) / 255 - mean) / deviation
        let mixed = (state[index] - mean) / deviation
        let target = layout == .planar ? index : pixel * shape.channels + channel
        output[target] = (1 - m) * clean + m * (w * mixed)
      }
    }
  }
}
