public import FractalCore

extension PictureSet {
  /// The crop that a plan mixes with: of the picture that it names, in the shape of its pictures.
  ///
  /// - Throws: ``IPMixError`` when the plan takes no mixing picture, this set has none of its number, or the crop does not
  ///   fit; what the set throws.
  public func mixingPicture(of plan: MixingPlan) throws -> Picture {
    guard let choice = plan.mixingPicture else {
      throw IPMixError(
        .missingMixingPicture, "the plan of sample \(plan.index), view \(plan.view) takes no mixing picture")
    }
    guard choice.asset < UInt64(count) else {
      throw IPMixError(
        .missingMixingPicture,
        "the plan mixes with fractal \(choice.asset), but the set has \(count): give the one that the plan was made with"
      )
    }
    var crop: Picture?
    try withPicture(at: Int(choice.asset), height: choice.resizedHeight, width: choice.resizedWidth) { pixels, shape in
      crop = try MixingPicturePreparation()(Picture(shape: shape, pixels: Array(pixels)), for: plan)
    }
    return crop!
  }
}
