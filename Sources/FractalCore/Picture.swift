/// A picture in memory: 8 bits a channel, rows from the top, channels interleaved (HWC).
public struct Picture: Sendable, Hashable {
  /// Height, width and channels.
  public let shape: PixelShape
  /// `shape.byteCount` bytes, row by row.
  public var pixels: [UInt8]

  /// Takes pixels that match the shape.
  ///
  /// - Precondition: `pixels.count == shape.byteCount`.
  public init(shape: PixelShape, pixels: [UInt8]) {
    precondition(pixels.count == shape.byteCount, "\(pixels.count) bytes are no picture of \(shape)")
    self.shape = shape
    self.pixels = pixels
  }

  /// A picture of one value throughout.
  public init(shape: PixelShape, filledWith value: UInt8 = 0) {
    self.shape = shape
    self.pixels = [UInt8](repeating: value, count: shape.byteCount)
  }

  /// Rows.
  @inlinable public var height: Int { shape.height }
  /// Columns.
  @inlinable public var width: Int { shape.width }
  /// Channels.
  @inlinable public var channels: Int { shape.channels }

  /// The byte at a row, column and channel.
  @inlinable
  public subscript(row: Int, column: Int, channel: Int) -> UInt8 {
    get { pixels[(row * shape.width + column) * shape.channels + channel] }
    set { pixels[(row * shape.width + column) * shape.channels + channel] = newValue }
  }
}
