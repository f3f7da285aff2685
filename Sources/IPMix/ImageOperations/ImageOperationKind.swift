public import FractalCore

/// The image operations that a recipe can switch on, by name.
public enum ImageOperationKind: String, Sendable, Hashable, Codable, CaseIterable {
  case equalize, posterize, rotate, solarize, shearX, shearY, translateX, translateY, mirror, invert
  case autocontrast, color, contrast, brightness, sharpness

  /// The ten of IPMix, none of which overlaps with ImageNet-C's corruptions.
  public static let standard: [ImageOperationKind] = [
    .equalize, .posterize, .rotate, .solarize, .shearX, .shearY, .translateX, .translateY, .mirror, .invert,
  ]

  /// The five that overlap with ImageNet-C, off by default: a classifier trained with them has seen what it is tested on.
  public static let extra: [ImageOperationKind] = [.autocontrast, .color, .contrast, .brightness, .sharpness]

  /// The operation at `level`, which a recipe draws uniformly from (0.1, severity).
  ///
  /// Whole-number parameters are int(level * max / 10), real ones level * max / 10, with max 4 bits, 30 degrees, 256
  /// of threshold, a shear of 0.3, and a third of the side for translations; `negative` turns the sign of those that
  /// have one. The factors of color, contrast, brightness and sharpness are 0.1 + level * 1.8 / 10; autocontrast's cutoff
  /// is 10 - level percent, or 0.
  public func operation(
    level: Double, negative: Bool = false, shape: PixelShape, autocontrastCutoff: AutocontrastCutoffLaw = .level
  ) -> ImageOperation {
    func whole(_ maximum: Double) -> Int { Int(level * maximum / 10) }
    func signed(_ value: Int) -> Int { negative ? -value : value }
    let shear = level * 0.3 / 10
    let factor = level * 1.8 / 10 + 0.1
    switch self {
    case .equalize: return .equalize
    case .posterize: return .posterize(bits: 4 - whole(4))
    case .rotate: return .rotate(degrees: signed(whole(30)))
    case .solarize: return .solarize(threshold: 256 - whole(256))
    case .shearX: return .shearX(factor: negative ? -shear : shear)
    case .shearY: return .shearY(factor: negative ? -shear : shear)
    case .translateX: return .translateX(pixels: signed(whole(Double(shape.width) / 3)))
    case .translateY: return .translateY(pixels: signed(whole(Double(shape.height) / 3)))
    case .mirror: return .mirror
    case .invert: return .invert
    case .autocontrast: return .autocontrast(cutoff: autocontrastCutoff == .level ? 10 - level * 10 / 10 : 0)
    case .color: return .color(factor: factor)
    case .contrast: return .contrast(factor: factor)
    case .brightness: return .brightness(factor: factor)
    case .sharpness: return .sharpness(factor: factor)
    }
  }
}

/// How much of a channel's pixels autocontrast leaves out at either end.
public enum AutocontrastCutoffLaw: String, Sendable, Hashable, Codable, CaseIterable {
  /// 10 - level percent, as IPMix does.
  case level
  /// Nothing, as AugMix and PixMix do.
  case zero
}
