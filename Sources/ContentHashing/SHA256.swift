internal import CLibcrypto
public import FractalCore

/// A running SHA-256 (FIPS 180-4) of bytes that come in pieces, computed by OpenSSL's libcrypto; O(n).
public struct SHA256: Sendable {
  private var state = State()

  /// The hash of no bytes.
  public init() {}

  /// Appends bytes to what is hashed.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    if !isKnownUniquelyReferenced(&state) { state = State(copying: state) }
    precondition(EVP_DigestUpdate(state.context, bytes.baseAddress, bytes.count) == 1, "SHA-256 failed")
  }

  /// Appends bytes to what is hashed.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of all bytes so far.
  public var digest: SHA256Digest {
    let last = State(copying: state)
    return .sha256 { EVP_DigestFinal_ex(last.context, $0, nil) }
  }

  /// libcrypto's state; changed by one owner only.
  private final class State: @unchecked Sendable {
    let context: OpaquePointer

    init() {
      context = Self.makeContext()
      precondition(EVP_DigestInit_ex(context, SHA256.algorithm, nil) == 1, "SHA-256 is not available")
    }

    init(copying other: State) {
      context = Self.makeContext()
      precondition(EVP_MD_CTX_copy_ex(context, other.context) == 1, "SHA-256 failed")
    }

    deinit { EVP_MD_CTX_free(context) }

    private static func makeContext() -> OpaquePointer {
      guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
      return context
    }
  }

  /// Never freed: it serves the whole process.
  fileprivate nonisolated(unsafe) static let algorithm: OpaquePointer? = clibcrypto_sha256()
}

extension SHA256Digest {
  /// SHA-256 of `bytes`; O(n).
  public init(sha256Of bytes: UnsafeRawBufferPointer) {
    self = .sha256 { EVP_Digest(bytes.baseAddress, bytes.count, $0, nil, SHA256.algorithm, nil) }
  }

  /// SHA-256 of `bytes`; O(n).
  public init(sha256Of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { SHA256Digest(sha256Of: $0) }
  }

  /// SHA-256 of `bytes`; O(n).
  public init(sha256Of bytes: some Sequence<UInt8>) {
    self.init(sha256Of: Array(bytes))
  }

  /// The digest that a function of libcrypto writes to where it is pointed; the function gives 1 for success.
  fileprivate static func sha256(_ write: (UnsafeMutablePointer<UInt8>) -> CInt) -> SHA256Digest {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { bytes in
      // The capacity is not 0.
      precondition(write(bytes.baseAddress!) == 1, "SHA-256 failed")
      return SHA256Digest(bytes: bytes)!
    }
  }
}
