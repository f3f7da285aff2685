package import Crypto
public import FractalCore

extension Digest32 {
  /// SHA-256 of `bytes` (FIPS 180-4); O(n).
  public init(sha256Of bytes: [UInt8]) {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    self.init(finishing: hash)
  }

  /// SHA-256 of `bytes`, whatever holds them.
  public init(sha256Of bytes: some Sequence<UInt8>) {
    self.init(sha256Of: Array(bytes))
  }

  /// The digest of what a hash was fed with.
  package init(finishing hash: SHA256) {
    // 32 bytes are what SHA-256 gives.
    self = hash.finalize().withUnsafeBytes { Digest32(bytes: $0) }!
  }
}
