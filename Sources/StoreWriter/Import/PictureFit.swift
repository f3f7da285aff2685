internal import FractalCore

/// How pictures of unequal sizes become assets of one: bilinear antialiased resizing as Pillow's, and then what is named.
///
/// Raw values are part of an import's specification: they are never reused.
public enum PictureFit: UInt8, Sendable, Hashable, CaseIterable {
  /// Resized until it covers the asset, proportions kept, and cropped around its centre.
  case cover = 1
  /// Resized until it lies within the asset, proportions kept, on black, centred.
  case contain = 2
  /// Resized to the asset's sides, whatever the proportions.
  case stretch = 3

  /// The fit's name on the command line.
  public var name: String {
    switch self {
    case .cover: "cover"
    case .contain: "contain"
    case .stretch: "stretch"
    }
  }

  /// The longest side that a picture may get on its way: a hair-thin one would ask for all memory.
  static let longestSide = 1 << 16

  /// Height and width that a picture is resized to; nil if one would be longer than ``longestSide``.
  ///
  /// Of the two sides one becomes the asset's; the other is in proportion, rounded half up, at least 1.
  func resizedSides(of shape: PixelShape, to target: PixelShape) -> (height: Int, width: Int)? {
    let (height, width) = (shape.height, shape.width)
    guard height > 0, width > 0 else { return nil }
    // target.height / height >= target.width / width: height is the side that needs the greater factor.
    let heightLeads = target.height * width >= target.width * height
    let sides: (height: Int, width: Int)
    if self == .stretch {
      sides = (target.height, target.width)
    } else if heightLeads == (self == .cover) {
      sides = (target.height, max(1, (2 * width * target.height + height) / (2 * height)))
    } else {
      sides = (max(1, (2 * height * target.width + width) / (2 * width)), target.width)
    }
    return max(sides.height, sides.width) <= Self.longestSide ? sides : nil
  }

  /// The asset of a picture, which must have the target's channels.
  ///
  /// - Throws: ``StoreWriterError`` for a picture so narrow that ``resizedSides(of:to:)`` is nil.
  func apply(to picture: Picture, _ target: PixelShape) throws -> Picture {
    guard let sides = resizedSides(of: picture.shape, to: target) else {
      throw StoreWriterError(.invalidAsset, "a picture of \(picture.shape) is too narrow to become \(target)")
    }
    let resampling = try Resampling(from: picture.shape, height: sides.height, width: sides.width)
    // Rounding half up keeps the covering side at least as long as the target's, the contained one at most.
    let top = (sides.height - target.height) / 2
    let left = (sides.width - target.width) / 2
    guard self == .contain else {
      return try resampling(
        picture, rows: top..<top + target.height, columns: left..<left + target.width)
    }
    let resized = try resampling(picture)
    var result = Picture(shape: target)
    for row in 0..<resized.height {
      let source = row * resized.width * resized.channels
      let place = ((row - top) * target.width - left) * target.channels
      result.pixels.replaceSubrange(
        place..<place + resized.width * resized.channels,
        with: resized.pixels[source..<source + resized.width * resized.channels])
    }
    return result
  }
}
