internal import Crypto
public import FractalCore

extension Digest32 {
  /// The SHA-256 of bytes (FIPS 180-4).
  public static func sha256(_ bytes: [UInt8]) -> Digest32 {
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Digest32(bytes: Array(hash.finalize()))!
  }
}
