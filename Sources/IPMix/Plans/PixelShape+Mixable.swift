public import FractalCore

extension PixelShape {
  /// The sides that a picture may have for mixing, in pixels.
  public static let mixableSides = 8...1024

  /// Whether pictures of this shape can be mixed.
  public var isMixable: Bool {
    Self.mixableSides.contains(height) && Self.mixableSides.contains(width) && (channels == 1 || channels == 3)
  }

  static var mixableRule: String {
    "sides must be in \(mixableSides.lowerBound)...\(mixableSides.upperBound), with 1 or 3 channels"
  }
}
