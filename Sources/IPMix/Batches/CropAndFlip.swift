public import FractalCore

/// The usual random crop and flip of a training picture, drawn by (seed, epoch, index) alone, so that all views share it.
///
/// The crop has the picture's size and is taken from the picture with `padding` zeros around it: left and top are uniform
/// on the whole numbers 0...2 padding. The flip exchanges left and right with chance 1/2. Each has its own stream, so
/// switching one off leaves the other as it is.
public struct CropAndFlip: Sendable, Hashable {
  /// Zeros around the picture: 0...64; 0 for no crop.
  public let padding: Int
  /// Whether pictures are flipped, half of them.
  public let flips: Bool

  /// The widest padding.
  public static let paddings = 0...64

  /// A law by its parts.
  ///
  /// - Precondition: `paddings.contains(padding)`.
  public init(padding: Int = 0, flips: Bool = false) {
    precondition(Self.paddings.contains(padding), "a padding of \(padding) is not in 0...64")
    (self.padding, self.flips) = (padding, flips)
  }

  /// Whether pictures stay as they are.
  public var isIdentity: Bool { padding == 0 && !flips }

  /// The crop and flip of one picture.
  public struct Choice: Sendable, Hashable {
    /// The crop's left and top in the padded picture.
    public var left: Int
    public var top: Int
    /// Whether left and right are exchanged, after the crop.
    public var isFlipped: Bool

    /// A choice as given.
    public init(left: Int, top: Int, isFlipped: Bool) {
      (self.left, self.top, self.isFlipped) = (left, top, isFlipped)
    }
  }

  /// The crop and flip of a sample's picture.
  public func choice(seed: UInt64, epoch: UInt32, index: UInt64) -> Choice {
    var shift = RandomStream(seed: seed, purpose: .imageShift, epoch: epoch, view: 0).draws(index: index)
    var flip = RandomStream(seed: seed, purpose: .imageFlip, epoch: epoch, view: 0).draws(index: index)
    return Choice(
      left: shift.below(2 * padding + 1), top: shift.below(2 * padding + 1), isFlipped: flips && flip.coin())
  }

  /// Writes the cropped and flipped picture, channels interleaved.
  ///
  /// - Parameters:
  ///   - choice: the crop and flip, as ``choice(seed:epoch:index:)`` draws them.
  ///   - source: `shape.byteCount` bytes in the order `layout`.
  ///   - layout: the order of the source's bytes.
  ///   - shape: the picture's shape.
  ///   - target: memory for as many, which does not overlap.
  public func apply(
    _ choice: Choice, to source: UnsafePointer<UInt8>, _ layout: TensorLayout, shape: PixelShape,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    let (pixelStride, channelStride) = layout == .interleaved ? (shape.channels, 1) : (1, shape.pixelCount)
    // Empty where the crop lies beside the picture, as one wider than the picture may.
    let first = min(max(0, padding - choice.left), shape.width)
    let columns = first..<max(first, min(shape.width, shape.width + padding - choice.left))
    for row in 0..<shape.height {
      let line = target + row * shape.width * shape.channels
      let sourceRow = row + choice.top - padding
      guard (0..<shape.height).contains(sourceRow), !columns.isEmpty else {
        line.update(repeating: 0, count: shape.width * shape.channels)
        continue
      }
      if columns.count < shape.width { line.update(repeating: 0, count: shape.width * shape.channels) }
      let sourceLine = source + sourceRow * shape.width * pixelStride
      for column in columns {
        let from = sourceLine + (column + choice.left - padding) * pixelStride
        let to = line + (choice.isFlipped ? shape.width - 1 - column : column) * shape.channels
        for channel in 0..<shape.channels { to[channel] = from[channel * channelStride] }
      }
    }
  }
}
