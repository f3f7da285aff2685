internal import CanonicalData
public import FractalCore

/// Cuts mixing pictures out of assets: resized to cover the picture, then cropped.
///
/// Keeps the resampling coefficients of the last sizes; one instance serves one thread.
public final class MixingPicturePreparation {
  private var resampling: Resampling?
  private var workspace = Resampling.Workspace()
  /// Room for a crop in the asset's channels, and for one in those of the picture.
  private var crop = PlaneBuffer(capacity: 0)
  private var converted = PlaneBuffer(capacity: 0)

  /// Nothing prepared yet.
  public init() {}

  /// The crop that `plan` chose from `asset`, in the shape of the plan's pictures.
  ///
  /// - Parameters:
  ///   - asset: the picture of the asset that `plan.mixingPicture` names; any size, 1 or 3 channels.
  ///   - plan: the plan that chose the crop.
  /// - Throws: `missingMixingPicture` when the plan has chosen none; `invalidPlan` for a crop outside of it.
  public func callAsFunction(_ asset: Picture, for plan: MixingPlan) throws(IPMixError) -> Picture {
    guard let choice = plan.mixingPicture else {
      throw IPMixError(
        .missingMixingPicture, "the plan of sample \(plan.index), view \(plan.view) takes no mixing picture")
    }
    let shape = plan.imageShape
    try check(asset.shape, for: choice, imageShape: shape)
    do throws(ResamplingError) {
      let prepared = try prepare(asset.shape, height: choice.resizedHeight, width: choice.resizedWidth)
      let crop = try prepared(
        asset, rows: choice.top..<choice.top + shape.height, columns: choice.left..<choice.left + shape.width)
      return crop.withChannels(shape.channels)
    } catch {
      throw IPMixError(.wrongShape, error.message)
    }
  }

  /// The location of the crop's bytes: in the asset itself if it has the requested size and channels, else in memory
  /// of this instance, until the next call.
  func source(
    _ asset: UnsafeBufferPointer<UInt8>, _ shape: PixelShape, for choice: MixingPictureChoice, imageShape: PixelShape
  ) throws(IPMixError) -> PixelSource {
    try check(shape, for: choice, imageShape: imageShape)
    guard asset.count == shape.byteCount else {
      throw IPMixError(.wrongShape, "an asset of \(shape) came with \(asset.count) bytes, not \(shape.byteCount)")
    }
    if shape.height == choice.resizedHeight && shape.width == choice.resizedWidth
      && shape.channels == imageShape.channels
    {
      return .interleaved(
        asset.baseAddress!, width: shape.width, channels: shape.channels, top: choice.top, left: choice.left)
    }
    let count = imageShape.pixelCount * shape.channels
    if crop.capacity < count { crop = PlaneBuffer(capacity: count) }
    do throws(ResamplingError) {
      let prepared = try prepare(shape, height: choice.resizedHeight, width: choice.resizedWidth)
      try prepared(
        asset, rows: choice.top..<choice.top + imageShape.height, columns: choice.left..<choice.left + imageShape.width,
        workspace: &workspace, into: UnsafeMutableBufferPointer(start: crop.start, count: count))
    } catch {
      throw IPMixError(.wrongShape, error.message)
    }
    guard shape.channels != imageShape.channels else { return .interleaved(crop.start, shape: imageShape) }
    if converted.capacity < imageShape.byteCount { converted = PlaneBuffer(capacity: imageShape.byteCount) }
    Channels.convert(
      crop.start, channels: shape.channels, to: converted.start, channels: imageShape.channels,
      pixels: imageShape.pixelCount)
    return .interleaved(converted.start, shape: imageShape)
  }

  private func check(
    _ asset: PixelShape, for choice: MixingPictureChoice, imageShape: PixelShape
  ) throws(IPMixError) {
    guard imageShape.isMixable, asset.channels == 1 || asset.channels == 3 else {
      throw IPMixError(.wrongShape, "an asset of \(asset) cannot be mixed into \(imageShape)")
    }
    do throws(Fault) {
      try choice.check(imageShape: imageShape)
    } catch {
      throw IPMixError(.invalidPlan, "the mixing picture cannot be cut: \(error)")
    }
  }

  private func prepare(_ shape: PixelShape, height: Int, width: Int) throws(ResamplingError) -> Resampling {
    if let resampling, resampling.input == shape, resampling.output.height == height,
      resampling.output.width == width
    {
      return resampling
    }
    let fresh = try Resampling(from: shape, height: height, width: width)
    resampling = fresh
    return fresh
  }
}
