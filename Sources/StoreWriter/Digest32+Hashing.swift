internal import Crypto
public import FractalCore

extension Digest32 {
  /// SHA-256 of `bytes`; O(n).
  public init(sha256Of bytes: some Sequence<UInt8>) {
    var hash = SHA256()
    let whole: Void? = bytes.withContiguousStorageIfAvailable {
      hash.update(bufferPointer: UnsafeRawBufferPointer($0))
    }
    if whole == nil { Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) } }
    self.init(finishing: hash)
  }

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

  init(finishing hash: SHA256) {
    // 32 bytes are what SHA-256 gives.
    self = hash.finalize().withUnsafeBytes { Digest32(bytes: $0)! }
  }
}
