internal import ContentHashing
public import FractalCore

extension SHA256Digest {
  /// An asset's hash: SHA-256 over height, width and channels (u32 little-endian each) and the pixels; O(n).
  public init(ofPixels pixels: UnsafeRawBufferPointer, shape: PixelShape) {
    var head = CanonicalWriter()
    head.write(UInt32(shape.height))
    head.write(UInt32(shape.width))
    head.write(UInt32(shape.channels))
    var hash = SHA256()
    hash.update(head.bytes)
    hash.update(pixels)
    self = hash.digest
  }

  /// An asset's hash.
  public init(of picture: Picture) {
    self = picture.pixels.withUnsafeBytes { SHA256Digest(ofPixels: $0, shape: picture.shape) }
  }
}
