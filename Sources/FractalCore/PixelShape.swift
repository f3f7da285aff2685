/// The shape of a picture: rows, columns and channels of 8 bits each, rows from the top, channels interleaved.
public struct PixelShape: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int
  /// Channels: 1 for grey, 3 for RGB.
  public var channels: Int

  /// A shape as given; `isValid` tells whether Fernery can hold it.
  @inlinable
  public init(height: Int, width: Int, channels: Int = 3) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The sides that an asset may have, in pixels.
  public static let assetSides = 16...1024

  /// Pixels: height x width.
  @inlinable public var pixelCount: Int { height * width }

  /// Bytes: height x width x channels.
  @inlinable public var byteCount: Int { height * width * channels }

  /// The shorter side.
  @inlinable public var shorterSide: Int { min(height, width) }

  /// Whether an asset may have this shape: sides within ``assetSides``, 1 or 3 channels.
  public var isValidAsset: Bool {
    Self.assetSides.contains(height) && Self.assetSides.contains(width) && (channels == 1 || channels == 3)
  }

  /// Height x width x channels, such as `256x256x3`.
  public var description: String { "\(height)x\(width)x\(channels)" }
}
