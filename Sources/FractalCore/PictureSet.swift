/// Pictures of one shape that are numbered from 0, such as those of a store; mixing cuts its patches from them.
///
/// Asked by several threads at once.
public protocol PictureSet: Sendable {
  /// The number of pictures.
  var count: Int { get }
  /// The shape of each.
  var shape: PixelShape { get }

  /// Calls `body` with the bytes of a picture, rows from the top, channels interleaved, and their shape.
  ///
  /// The picture comes as large as it is asked for where the set holds it so, else in its own size for the caller to
  /// resize, with the same result. The bytes hold during the call alone.
  ///
  /// - Parameters:
  ///   - index: at least 0 and less than ``count``.
  ///   - height: the rows that the caller wants.
  ///   - width: the columns that the caller wants.
  ///   - body: receives the picture's bytes and their shape.
  func withPicture(
    at index: Int, height: Int, width: Int,
    _ body: (_ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape) throws -> Void
  ) throws
}
