package import Crypto
public import FractalCore

extension Digest32 {
  /// SHA-256 of `bytes` (FIPS 180-4); O(n).
  public init(sha256Of bytes: some Sequence<UInt8>) {
    var hash = SHA256()
    let whole: Void? = bytes.withContiguousStorageIfAvailable {
      hash.update(bufferPointer: UnsafeRawBufferPointer($0))
    }
    if whole == nil { Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) } }
    self.init(finishing: hash)
  }

  /// The digest of what a hash was fed with.
  package init(finishing hash: SHA256) {
    // 32 bytes are what SHA-256 gives.
    self.init(bytes: Array(hash.finalize()))!
  }
}
