public import FractalCore

/// Cuts mixing pictures out of assets: resized to cover the picture, then cropped.
///
/// Keeps the resampling coefficients of the last sizes; one instance serves one thread.
public final class MixingPicturePreparation {
  private var resampling: Resampling?

  /// Nothing prepared yet.
  public init() {}

  /// The crop that `plan` chose from `asset`, in the shape of the plan's pictures.
  ///
  /// - Parameter asset: the picture of the asset that `plan.mixingPicture` names; any size, 1 or 3 channels.
  /// - Throws: `missingMixingPicture` when the plan has chosen none; `invalidPlan` for a crop outside of it.
  public func callAsFunction(_ asset: Picture, for plan: MixingPlan) throws(IPMixError) -> Picture {
    guard let choice = plan.mixingPicture else {
      throw IPMixError(
        .missingMixingPicture, "the plan of sample \(plan.index), view \(plan.view) takes no mixing picture")
    }
    guard plan.imageShape.isMixable, asset.channels == 1 || asset.channels == 3 else {
      throw IPMixError(.wrongShape, "an asset of \(asset.shape) cannot be mixed into \(plan.imageShape)")
    }
    try choice.validate(imageShape: plan.imageShape)
    do throws(ResamplingError) {
      let prepared = try prepare(asset.shape, height: choice.resizedHeight, width: choice.resizedWidth)
      let crop = try prepared(
        asset, rows: choice.top..<choice.top + plan.imageShape.height,
        columns: choice.left..<choice.left + plan.imageShape.width)
      return crop.withChannels(plan.imageShape.channels)
    } catch {
      throw IPMixError(.wrongShape, error.message)
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
