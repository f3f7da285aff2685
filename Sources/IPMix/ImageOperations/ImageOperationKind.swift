public import FractalCore

/// The image operations that a recipe can switch on, by name.
///
/// The first ten are of AugMix (arXiv 1912.02781), those that do not overlap with ImageNet-C, with mirror and invert added by
/// IPMix (arXiv 2310.04780); the last five do overlap with it, so no recipe of IPMix takes them by itself.
public enum ImageOperationKind: String, Sendable, Hashable, CaseIterable {
  /// Spreads each channel's histogram evenly over 0...255.
  case equalize
  /// Keeps the highest bits of each byte.
  case posterize
  /// Turns counter-clockwise about the centre by whole degrees, bilinear. Equality with Pillow is tested up to 90
  /// degrees; a recipe draws up to 30.
  case rotate
  /// Inverts bytes at or above a threshold.
  case solarize
  /// Takes the pixel at x from x + factor (y + 1/2), bilinear.
  case shearX
  /// Takes the pixel at y from y + factor (x + 1/2), bilinear.
  case shearY
  /// Takes the pixel at x from x + pixels.
  case translateX
  /// Takes the pixel at y from y + pixels.
  case translateY
  /// Exchanges left and right.
  case mirror
  /// 255 minus each byte.
  case invert
  /// Stretches each channel to 0...255, after a cutoff in percent of its pixels at either end is left out.
  case autocontrast
  /// Away from grey: factor 0 is grey, 1 the picture, more is more colourful.
  case color
  /// Away from the mean grey: factor 0 is one grey, 1 the picture.
  case contrast
  /// Away from black: factor 0 is black, 1 the picture.
  case brightness
  /// Away from a smoothed copy: factor 0 is smoothed, 1 the picture, more is sharper.
  case sharpness

  /// The ten of IPMix, none of which overlaps with ImageNet-C's corruptions.
  public static let standard: [ImageOperationKind] = [
    .equalize, .posterize, .rotate, .solarize, .shearX, .shearY, .translateX, .translateY, .mirror, .invert,
  ]

  /// The five that overlap with ImageNet-C, off by default: a classifier trained with them has seen what it is tested on.
  public static let extra: [ImageOperationKind] = [.autocontrast, .color, .contrast, .brightness, .sharpness]

  /// The operation at `level`, which a recipe draws uniformly from (0.1, severity): see `OperationLevel`.
  public func operation(
    level: Double, negative: Bool = false, shape: PixelShape, autocontrastCutoff: AutocontrastCutoffLaw = .level
  ) -> ImageOperation {
    let level = OperationLevel(level: level, isNegative: negative, shape: shape, cutoff: autocontrastCutoff)
    return ImageOperation(self, unchecked: row.atLevel(level))
  }
}

/// How much of a channel's pixels autocontrast leaves out at either end.
public enum AutocontrastCutoffLaw: String, Sendable, Hashable, CaseIterable {
  /// 10 - level percent, as IPMix does.
  case level
  /// Nothing, as AugMix and PixMix do.
  case zero
}

/// A level as a recipe draws it, from which an operation takes its parameter: level * maximum / 10, for some with a sign.
struct OperationLevel {
  let level: Double
  let isNegative: Bool
  let shape: PixelShape
  let cutoff: AutocontrastCutoffLaw

  /// int(level * maximum / 10).
  func whole(_ maximum: Double) -> Double { (level * maximum / 10).rounded(.towardZero) }

  /// The value with the sign that was drawn; never -0.
  func signed(_ value: Double) -> Double { isNegative ? 0 - value : value }

  /// A signed shear of at most 0.3.
  var shear: Double { signed(level * 0.3 / 10) }

  /// The factor of color, contrast, brightness and sharpness.
  var factor: Double { level * 1.8 / 10 + 0.1 }
}
