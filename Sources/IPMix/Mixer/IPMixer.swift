public import FractalCore

/// Applies plans, one after another, with scratch memory that is kept between calls.
///
/// The result depends on plan and pictures alone, not on what the mixer did before. One instance serves one thread.
public final class IPMixer {
  private let tables = MixingTables()
  private var scratch: Scratch?

  /// Nothing allocated yet.
  public init() {}

  /// The mixed picture as a value.
  ///
  /// - Parameters:
  ///   - image: the clean picture, of the plan's shape.
  ///   - mixingPicture: what ``MixingPicturePreparation`` cut for this plan; nil where `plan.mixingPicture` is.
  public func apply(
    _ plan: MixingPlan, to image: Picture, mixingPicture: Picture?, layout: TensorLayout = .planar
  ) throws(IPMixError) -> MixedPicture {
    try apply(plan, to: image, mixingPicture: mixingPicture, layout: layout, observer: nil)
  }

  func apply(
    _ plan: MixingPlan, to image: Picture, mixingPicture: Picture?, layout: TensorLayout, observer: MixingObserver?
  ) throws(IPMixError) -> MixedPicture {
    try check(plan, image: image.shape, mixingPicture: mixingPicture?.shape)
    // A typed error cannot leave a closure of the standard library, so everything that throws happens before.
    let values = [Float](unsafeUninitializedCapacity: image.shape.byteCount) { buffer, count in
      image.pixels.withUnsafeBufferPointer { imageBytes in
        if let mixingPicture {
          mixingPicture.pixels.withUnsafeBufferPointer { mixingBytes in
            mix(plan, imageBytes.baseAddress!, mixingBytes.baseAddress!, layout, to: buffer.baseAddress!, observer)
          }
        } else {
          mix(plan, imageBytes.baseAddress!, nil, layout, to: buffer.baseAddress!, observer)
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
    let shape = plan.imageShape
    try check(plan, image: shape, mixingPicture: mixingPicture == nil ? nil : shape)
    guard image.count == shape.byteCount, output.count == shape.byteCount,
      mixingPicture.map({ $0.count == shape.byteCount }) ?? true
    else {
      throw IPMixError(.wrongShape, "buffers for mixing \(shape) must have \(shape.byteCount) elements")
    }
    mix(plan, image.baseAddress!, mixingPicture?.baseAddress!, layout, to: output.baseAddress!)
  }

  private func check(
    _ plan: MixingPlan, image: PixelShape, mixingPicture: PixelShape?
  ) throws(IPMixError) {
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

  private func mix(
    _ plan: MixingPlan, _ image: UnsafePointer<UInt8>, _ mixingPicture: UnsafePointer<UInt8>?,
    _ layout: TensorLayout, to output: UnsafeMutablePointer<Float>, _ observer: MixingObserver? = nil
  ) {
    let scratch = prepareScratch(byteCount: plan.imageShape.byteCount, chains: plan.chains.count)
    let original = scratch.original.start
    Planes.unpack(image, to: original, shape: plan.imageShape)
    let source = mixingPicture.map { PixelSource.interleaved($0, shape: plan.imageShape) }
    if plan.framework == .rounds {
      return RoundsRun(
        plan: plan, original: original, mixingPicture: source, layout: layout, scratch: scratch,
        observer: observer?.rounds
      ).write(to: output)
    }
    let run = ChainRun(
      plan: plan, original: original, mixingPicture: source, tables: tables, scratch: scratch,
      observer: observer?.chains)
    for chain in plan.chains.indices { run.run(chain) }
    FinalMix(plan: plan, original: original, chains: scratch.results, layout: layout).write(to: output)
  }

  private func prepareScratch(byteCount: Int, chains: Int) -> Scratch {
    if let scratch, scratch.byteCount == byteCount, scratch.pictures.count == chains { return scratch }
    let fresh = Scratch(byteCount: byteCount, chains: chains)
    scratch = fresh
    return fresh
  }
}

/// The memory that mixing needs: the picture as planes, one picture a chain, and three more to work in.
final class Scratch {
  let byteCount: Int
  let original: PlaneBuffer
  let copy: PlaneBuffer
  let mask: PlaneBuffer
  /// One for each chain's result; exchanged with ``spare`` as operations go back and forth.
  var pictures: [PlaneBuffer]
  var spare: PlaneBuffer
  /// What a chain of the framework `mixedInput` starts from.
  lazy var start = PlaneBuffer(capacity: byteCount)
  /// Where each chain's result lies: its picture, or the original where it has no step.
  var results: [UnsafePointer<UInt8>]

  init(byteCount: Int, chains: Int) {
    self.byteCount = byteCount
    original = PlaneBuffer(capacity: byteCount)
    copy = PlaneBuffer(capacity: byteCount)
    mask = PlaneBuffer(capacity: byteCount)
    spare = PlaneBuffer(capacity: byteCount)
    pictures = (0..<chains).map { _ in PlaneBuffer(capacity: byteCount) }
    results = pictures.map { UnsafePointer($0.start) }
  }
}
