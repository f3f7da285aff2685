internal import FractalCore

/// The image operations that a recipe can switch on, by name.
public enum ImageOperationKind: String, Sendable, Hashable, Codable, CaseIterable {
  case equalize, posterize, rotate, solarize, shearX, shearY, translateX, translateY, mirror, invert

  /// The operation at `level`, which a recipe draws uniformly from (0.1, severity).
  ///
  /// Whole-number parameters are int(level * max / 10), real ones level * max / 10, with max 4 bits, 30 degrees, 256
  /// of threshold, a shear of 0.3, and a third of the side for translations; `negative` turns the sign of those that
  /// have one.
  func operation(level: Double, negative: Bool, shape: PixelShape) -> ImageOperation {
    func whole(_ maximum: Double) -> Int { Int(level * maximum / 10) }
    func signed(_ value: Int) -> Int { negative ? -value : value }
    let shear = level * 0.3 / 10
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
    }
  }
}
