public import FractalCore

/// The assets that mixing pictures are cut from, such as those of a store.
///
/// Asked by several threads at once.
public protocol MixingSet: Sendable {
  /// How many assets there are, and their shape.
  var description: MixingSetDescription { get }

  /// Calls `body` with an asset's bytes, rows from the top, channels interleaved, and their shape.
  ///
  /// The asset comes as large as it is asked for where the set holds it so, else in its own size; the mixer then resizes it
  /// itself, with the same result. The bytes hold during the call alone.
  ///
  /// - Parameter asset: 0 to before `description.count`.
  func withPicture(
    of asset: UInt64, height: Int, width: Int,
    _ body: (_ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape) throws -> Void
  ) throws
}
