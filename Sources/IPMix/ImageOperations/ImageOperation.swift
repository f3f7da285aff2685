/// One image operation with all its parameters resolved: a value that can be printed, stored and replayed.
///
/// Every operation keeps the picture's shape and equals Pillow's, byte for byte (9.5 to 13.0). Affine ones fill with 0
/// what comes from outside.
///
/// Source: the operations of AugMix (arXiv 1912.02781) that do not overlap with ImageNet-C, with mirror and invert
/// added by IPMix (arXiv 2310.04780); the last five do overlap with it, so no recipe of IPMix takes them by itself.
public enum ImageOperation: Sendable, Hashable {
  /// Spreads each channel's histogram evenly over 0...255.
  case equalize
  /// Keeps the highest `bits` of each byte, 1...8 (a recipe draws 1...4).
  case posterize(bits: Int)
  /// Turns counter-clockwise about the centre by whole degrees, bilinear. Equality with Pillow is tested up to 90
  /// degrees; a recipe draws up to 30.
  case rotate(degrees: Int)
  /// Inverts bytes at or above `threshold`, 0...256.
  case solarize(threshold: Int)
  /// Takes the pixel at x from x + factor (y + 1/2), bilinear.
  case shearX(factor: Double)
  /// Takes the pixel at y from y + factor (x + 1/2), bilinear.
  case shearY(factor: Double)
  /// Takes the pixel at x from x + pixels.
  case translateX(pixels: Int)
  /// Takes the pixel at y from y + pixels.
  case translateY(pixels: Int)
  /// Exchanges left and right.
  case mirror
  /// 255 minus each byte.
  case invert
  /// Stretches each channel to 0...255, after `cutoff` percent of its pixels at either end are left out, 0...100.
  case autocontrast(cutoff: Double)
  /// Away from grey: `factor` 0 is grey, 1 the picture, more is more colourful.
  case color(factor: Double)
  /// Away from the mean grey: `factor` 0 is one grey, 1 the picture.
  case contrast(factor: Double)
  /// Away from black: `factor` 0 is black, 1 the picture.
  case brightness(factor: Double)
  /// Away from a smoothed copy: `factor` 0 is smoothed, 1 the picture, more is sharper.
  case sharpness(factor: Double)

  /// Which operation this is, without its parameters.
  public var kind: ImageOperationKind {
    switch self {
    case .equalize: .equalize
    case .posterize: .posterize
    case .rotate: .rotate
    case .solarize: .solarize
    case .shearX: .shearX
    case .shearY: .shearY
    case .translateX: .translateX
    case .translateY: .translateY
    case .mirror: .mirror
    case .invert: .invert
    case .autocontrast: .autocontrast
    case .color: .color
    case .contrast: .contrast
    case .brightness: .brightness
    case .sharpness: .sharpness
    }
  }
}
