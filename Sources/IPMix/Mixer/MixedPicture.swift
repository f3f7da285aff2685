public import FractalCore

/// A mixed picture in normalised float32.
public struct MixedPicture: Sendable, Hashable {
  /// The shape of the picture that was mixed.
  public let shape: PixelShape
  /// The order of ``values``.
  public let layout: TensorLayout
  /// `shape.byteCount` values.
  public let values: [Float]
  /// How they were normalised, a value for each channel.
  public let normalization: Recipe.Normalization

  /// The picture for looking at: normalisation undone, clipped, rounded to 8 bits.
  public var picture: Picture {
    var result = Picture(shape: shape)
    for pixel in 0..<shape.pixelCount {
      for channel in 0..<shape.channels {
        let place =
          layout == .planar ? channel * shape.pixelCount + pixel : pixel * shape.channels + channel
        let unit = values[place] * normalization.standardDeviation[channel] + normalization.mean[channel]
        let level = (unit * 255).rounded(.toNearestOrEven)
        // A value that is not a number fails the first comparison and becomes 0.
        let low = level > 0 ? level : 0
        result.pixels[pixel * shape.channels + channel] = UInt8(low < 255 ? low : 255)
      }
    }
    return result
  }
}
