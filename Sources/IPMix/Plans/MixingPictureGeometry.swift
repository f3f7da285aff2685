internal import FractalCore

/// The size that an asset is given before the crop.
enum MixingPictureGeometry {
  /// The least size with the asset's proportions that covers the enlarged picture.
  ///
  /// A square picture of side s needs the shorter side enlarged(s): 36 for 32, 256 for 224. The other side is rounded
  /// down, as torchvision's Resize does.
  static func cover(_ image: PixelShape, by asset: PixelShape, law: EnlargementLaw) -> (height: Int, width: Int) {
    let shorter = image.shorterSide
    let height = law.enlarged(image.height, shorterSide: shorter)
    let width = law.enlarged(image.width, shorterSide: shorter)
    guard asset.height > 0, asset.width > 0 else { return (height, width) }
    if height * asset.width >= width * asset.height {
      return (height, max(width, height * asset.width / asset.height))
    }
    return (max(height, width * asset.height / asset.width), width)
  }
}
