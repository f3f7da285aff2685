internal import FractalCore
internal import IPMix
internal import StoreReader

/// What one thread mixes with: a mixer and memory that are kept between calls.
///
/// One thread at a time uses it.
final class Worker: @unchecked Sendable {
  private let mixer = IPMixer()
  private let preparation = MixingPicturePreparation()
  /// The picture after crop and flip, interleaved.
  private var picture: [UInt8] = []
  /// The crop of the mixing picture, interleaved.
  private var crop: [UInt8] = []

  /// Mixes all views of the sample at `place`.
  func mix(_ place: Int, of plan: BatchPlan) throws {
    let batch = plan.batch
    let size = batch.shape.byteCount
    let image = batch.images[place]!
    guard batch.imageLayout == .planar || !batch.cropAndFlip.isIdentity else {
      return try mix(UnsafeBufferPointer(start: image, count: size), place, plan)
    }
    if picture.count != size { picture = [UInt8](repeating: 0, count: size) }
    let choice = batch.cropAndFlip.choice(
      seed: plan.mixer.seed, epoch: batch.epoch, index: batch.indices[place])
    try picture.withUnsafeMutableBufferPointer { target in
      batch.cropAndFlip.apply(choice, to: image, batch.imageLayout, shape: batch.shape, into: target.baseAddress!)
      try mix(UnsafeBufferPointer(target), place, plan)
    }
  }

  private func mix(_ image: UnsafeBufferPointer<UInt8>, _ place: Int, _ plan: BatchPlan) throws {
    for view in plan.batch.views.indices {
      let mixing = plan.plan(view: view, place: place)
      guard mixing.mixingPicture != nil else {
        try write(mixing, image, nil, plan, view: view, place: place)
        continue
      }
      try cutMixingPicture(of: mixing, from: plan.mixer.source) {
        try write(mixing, image, $0, plan, view: view, place: place)
      }
    }
  }

  private func write(
    _ mixing: MixingPlan, _ image: UnsafeBufferPointer<UInt8>, _ mixingPicture: UnsafeBufferPointer<UInt8>?,
    _ plan: BatchPlan, view: Int, place: Int
  ) throws {
    let batch = plan.batch
    let size = batch.shape.byteCount
    let start = (view * batch.count + place) * size
    switch batch.output {
    case .float32(let output):
      try mixer.apply(
        mixing, image: image, mixingPicture: mixingPicture, layout: batch.outputLayout,
        into: UnsafeMutableBufferPointer(start: output + start, count: size))
    case .uint8(let output):
      try mixer.apply(
        mixing, image: image, mixingPicture: mixingPicture, layout: batch.outputLayout,
        into: UnsafeMutableBufferPointer(start: output + start, count: size))
    }
  }

  /// Calls `body` with the crop that a plan chose, interleaved: cut out of a view where there is one of the right size.
  func cutMixingPicture(
    of mixing: MixingPlan, from source: MixingSource, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    guard let choice = mixing.mixingPicture else {
      throw ABIError(.invalidArgument, "the plan takes no mixing picture")
    }
    let shape = mixing.imageShape
    try choice.validate(imageShape: shape)
    let ids = source.store.ids
    guard choice.asset < UInt64(ids.count) else {
      throw ABIError(
        .invalidArgument, "the plan takes the asset \(choice.asset), and \(source.store.path) has \(ids.count)")
    }
    let id = ids.lowerBound + Int(choice.asset)
    guard let view = source.view(height: choice.resizedHeight, width: choice.resizedWidth),
      view.shape.channels == shape.channels
    else {
      guard max(choice.resizedHeight, choice.resizedWidth) <= 8192 else {
        throw ABIError(
          .invalidArgument,
          "the plan enlarges its asset to \(choice.resizedHeight)x\(choice.resizedWidth): 8192 is the most")
      }
      let crop = try preparation(
        source.picture(of: id, height: choice.resizedHeight, width: choice.resizedWidth), for: mixing)
      return try crop.pixels.withUnsafeBufferPointer(body)
    }
    if crop.count != shape.byteCount { crop = [UInt8](repeating: 0, count: shape.byteCount) }
    try crop.withUnsafeMutableBufferPointer { target in
      try view.withPixels(of: id) { pixels in
        let rowBytes = shape.width * shape.channels
        for row in 0..<shape.height {
          let start = ((choice.top + row) * view.shape.width + choice.left) * shape.channels
          UnsafeMutableRawPointer(target.baseAddress! + row * rowBytes)
            .copyMemory(from: pixels.baseAddress! + start, byteCount: rowBytes)
        }
      }
      try body(UnsafeBufferPointer(target))
    }
  }
}
