import IPMix

/// Operations by name and unit, for tests; also those that ``ImageOperation/init(_:_:)`` refuses.
extension ImageOperation {
  static let equalize = ImageOperation(.equalize, unchecked: 0)
  static let mirror = ImageOperation(.mirror, unchecked: 0)
  static let invert = ImageOperation(.invert, unchecked: 0)

  static func posterize(bits: Int) -> Self { Self(.posterize, unchecked: Double(bits)) }
  static func rotate(degrees: Int) -> Self { Self(.rotate, unchecked: Double(degrees)) }
  static func solarize(threshold: Int) -> Self { Self(.solarize, unchecked: Double(threshold)) }
  static func translateX(pixels: Int) -> Self { Self(.translateX, unchecked: Double(pixels)) }
  static func translateY(pixels: Int) -> Self { Self(.translateY, unchecked: Double(pixels)) }
  static func shearX(factor: Double) -> Self { Self(.shearX, unchecked: factor) }
  static func shearY(factor: Double) -> Self { Self(.shearY, unchecked: factor) }
  static func autocontrast(cutoff: Double) -> Self { Self(.autocontrast, unchecked: cutoff) }
  static func color(factor: Double) -> Self { Self(.color, unchecked: factor) }
  static func contrast(factor: Double) -> Self { Self(.contrast, unchecked: factor) }
  static func brightness(factor: Double) -> Self { Self(.brightness, unchecked: factor) }
  static func sharpness(factor: Double) -> Self { Self(.sharpness, unchecked: factor) }
}
