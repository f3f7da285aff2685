public import FractalCore

/// Applies plans, one after another, with scratch memory that is kept between calls.
///
/// The result depends on plan and pictures alone, not on what the mixer did before. One instance serves one thread, and
/// allocates only when pictures of another size or plans of another framework come.
public final class IPMixer {
  private let tables: MixingTables
  private let normalizing = ChannelNormalizations()
  private var scratch: Scratch?

  /// A mixer without scratch memory yet.
  ///
  /// - Parameter instructionSet: the kernels' level, which changes speed alone.
  public init(instructionSet: InstructionSet = .best) {
    tables = MixingTables(instructionSet: instructionSet)
  }

  /// The mixed picture as a value.
  ///
  /// - Parameters:
  ///   - plan: what is done.
  ///   - image: the clean picture, of the plan's shape.
  ///   - mixingPicture: the crop that ``MixingPicturePreparation`` cut for this plan; nil where `plan.mixingPicture` is.
  ///   - layout: the order of the result's values.
  public func apply(
    _ plan: MixingPlan, to image: Picture, mixingPicture: Picture?, layout: TensorLayout = .planar
  ) throws(IPMixError) -> MixedPicture {
    try apply(plan, to: image, mixingPicture: mixingPicture, layout: layout, observer: nil)
  }

  func apply(
    _ plan: MixingPlan, to image: Picture, mixingPicture: Picture?, layout: TensorLayout, observer: MixingObserver?
  ) throws(IPMixError) -> MixedPicture {
    try check(plan, image: image.shape, mixingPicture: mixingPicture?.shape)
    return mixed(plan, image, mixingPicture, layout, observer)
  }

  /// The mixed picture of a plan that is known to fit, also with parameters beyond the ranges of plans.
  func mixed(
    _ plan: MixingPlan, _ image: Picture, _ mixingPicture: Picture?, _ layout: TensorLayout,
    _ observer: MixingObserver? = nil
  ) -> MixedPicture {
    let values = [Float](unsafeUninitializedCapacity: image.shape.byteCount) { buffer, count in
      image.pixels.withUnsafeBufferPointer { imageBytes in
        let target = ResultTarget.floats(buffer.baseAddress!)
        if let mixingPicture {
          mixingPicture.pixels.withUnsafeBufferPointer {
            let source = PixelSource.interleaved($0.baseAddress!, shape: image.shape)
            mix(plan, imageBytes.baseAddress!, source, layout, to: target, isSameImage: false, observer)
          }
        } else {
          mix(plan, imageBytes.baseAddress!, nil, layout, to: target, isSameImage: false, observer)
        }
      }
      count = image.shape.byteCount
    }
    return MixedPicture(shape: image.shape, layout: layout, values: values, normalization: plan.normalization)
  }

  /// The mixed picture, written into a buffer of `plan.imageShape.byteCount` values, from interleaved pictures in memory.
  ///
  /// - Throws: `wrongShape` when a buffer has another length.
  public func apply(
    _ plan: MixingPlan, image: UnsafeBufferPointer<UInt8>, mixingPicture: UnsafeBufferPointer<UInt8>?,
    layout: TensorLayout = .planar, into output: UnsafeMutableBufferPointer<Float>
  ) throws(IPMixError) {
    try check(plan, image: image, mixingPicture: mixingPicture, outputCount: output.count)
    mix(
      plan, image.baseAddress!, mixingPicture.map { .interleaved($0.baseAddress!, shape: plan.imageShape) }, layout,
      to: .floats(output.baseAddress!))
  }

  /// The mixed picture as bytes: normalisation undone, clipped, rounded to the nearest whole number (see
  /// ``MixedPicture/picture``).
  ///
  /// - Throws: `wrongShape` when a buffer has another length.
  public func apply(
    _ plan: MixingPlan, image: UnsafeBufferPointer<UInt8>, mixingPicture: UnsafeBufferPointer<UInt8>?,
    layout: TensorLayout = .planar, into output: UnsafeMutableBufferPointer<UInt8>
  ) throws(IPMixError) {
    try check(plan, image: image, mixingPicture: mixingPicture, outputCount: output.count)
    mix(
      plan, image.baseAddress!, mixingPicture.map { .interleaved($0.baseAddress!, shape: plan.imageShape) }, layout,
      to: .bytes(output.baseAddress!))
  }

  /// Mixes what is known to fit: the plan is valid, and pictures and output have its shape.
  ///
  /// - Parameter isSameImage: the picture is that of the call before, and its planes are still here.
  func mix(
    _ plan: MixingPlan, _ image: UnsafePointer<UInt8>, _ mixingPicture: PixelSource?, _ layout: TensorLayout,
    to target: ResultTarget, isSameImage: Bool = false, _ observer: MixingObserver? = nil
  ) {
    let before = FloatState.enter()
    defer { before.restore() }
    let (scratch, isFresh) = prepareScratch(byteCount: plan.imageShape.byteCount, chains: plan.chains.count)
    let original = scratch.original.start
    if isFresh || !isSameImage {
      Planes.unpack(image, to: original, shape: plan.imageShape, on: tables.instructionSet)
    }
    if plan.framework == .rounds {
      let run = RoundsRun(
        plan: plan, original: original, mixingPicture: mixingPicture, tables: tables, scratch: scratch,
        observer: observer?.rounds)
      run.run()
      switch target {
      case .floats(let output): run.write(to: output, layout: layout)
      case .bytes(let output):
        byteResult(plan, layout, scratch).write(to: output) { channel, pixels, values in
          run.finish(channel: channel, pixels: pixels, to: values, stride: 1)
        }
      }
      return
    }
    let run = ChainRun(
      shape: plan.imageShape, framework: plan.framework, overflow: plan.overflow, mixingPicture: mixingPicture,
      tables: tables, scratch: scratch, observer: observer?.chains)
    for chain in plan.chains.indices { run.run(chain, of: plan.chains) }
    let end = FinalMix(plan, scratch, normalizing, on: tables.instructionSet)
    switch target {
    case .floats(let output): end.write(to: output, layout: layout)
    case .bytes(let output):
      byteResult(plan, layout, scratch).write(to: output) { channel, pixels, values in
        end.write(channel: channel, pixels: pixels, to: values)
      }
    }
  }

  private func byteResult(_ plan: MixingPlan, _ layout: TensorLayout, _ scratch: Scratch) -> ByteResult {
    ByteResult(
      shape: plan.imageShape, layout: layout, normalization: plan.normalization, instructionSet: tables.instructionSet,
      room: scratch.values.start)
  }

  /// Memory for at least so many chains: the clean picture of a triple has one, its mixed views have more.
  private func prepareScratch(byteCount: Int, chains: Int) -> (Scratch, isFresh: Bool) {
    if let scratch, scratch.byteCount == byteCount, scratch.chains >= chains { return (scratch, false) }
    let fresh = Scratch(byteCount: byteCount, chains: chains)
    scratch = fresh
    return (fresh, true)
  }
}

// MARK: - What is checked

extension IPMixer {
  private func check(
    _ plan: MixingPlan, image: UnsafeBufferPointer<UInt8>, mixingPicture: UnsafeBufferPointer<UInt8>?, outputCount: Int
  ) throws(IPMixError) {
    let shape = plan.imageShape
    try check(plan, image: shape, mixingPicture: mixingPicture == nil ? nil : shape)
    guard image.count == shape.byteCount, outputCount == shape.byteCount,
      mixingPicture.map({ $0.count == shape.byteCount }) ?? true
    else {
      throw IPMixError(.wrongShape, "buffers for mixing \(shape) must have \(shape.byteCount) elements")
    }
  }

  private func check(_ plan: MixingPlan, image: PixelShape, mixingPicture: PixelShape?) throws(IPMixError) {
    try plan.validate()
    guard image == plan.imageShape else {
      throw IPMixError(.wrongShape, "the plan is for pictures of \(plan.imageShape), but this one is \(image)")
    }
    guard plan.needsMixingPicture else { return }
    guard let mixingPicture else {
      throw IPMixError(
        .missingMixingPicture, "the plan of sample \(plan.index), view \(plan.view) needs its mixing picture")
    }
    guard mixingPicture == image else {
      throw IPMixError(
        .wrongShape, "the mixing picture is \(mixingPicture), but must be cut to the picture's \(image)")
    }
  }
}

/// The output buffer of a result: `byteCount` elements of its shape.
enum ResultTarget {
  /// Normalised float32.
  case floats(UnsafeMutablePointer<Float>)
  /// Bytes, as pictures have them.
  case bytes(UnsafeMutablePointer<UInt8>)
}
