internal import ContentHashing
internal import Crypto
public import FractalCore

extension Digest32 {
  /// An asset's hash: SHA-256 over height, width and channels (u32 little-endian each) and the pixels; O(n).
  public init(ofPixels pixels: UnsafeRawBufferPointer, shape: PixelShape) {
    var head = CanonicalWriter()
    head.write(UInt32(shape.height))
    head.write(UInt32(shape.width))
    head.write(UInt32(shape.channels))
    var hash = SHA256()
    head.bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    hash.update(bufferPointer: pixels)
    self.init(finishing: hash)
  }

  /// An asset's hash.
  public init(of picture: Picture) {
    self = picture.pixels.withUnsafeBytes { Digest32(ofPixels: $0, shape: picture.shape) }
  }
}
