internal import CSodium
public import FractalCore

/// A minisign public key: an identifier and an Ed25519 key.
public struct MinisignPublicKey: Sendable, Hashable, CustomStringConvertible {
  let identifier: [UInt8]
  let key: [UInt8]

  private static let algorithm = Array("Ed".utf8)

  init(identifier: [UInt8], key: [UInt8]) {
    (self.identifier, self.key) = (identifier, key)
  }

  /// Reads the base64 of algorithm, identifier and key: what `minisign -P` takes; nil for anything else.
  public init?(base64 text: String) {
    guard let bytes = MinisignText.decode(text, count: 42), Array(bytes[..<2]) == Self.algorithm else { return nil }
    identifier = Array(bytes[2..<10])
    key = Array(bytes[10...])
  }

  /// Reads a public key's file: a comment, then the base64.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/badKey``.
  public init(file bytes: [UInt8], name: String) throws(PackError) {
    guard let lines = MinisignText.lines(bytes), (1...2).contains(lines.count), let line = lines.last,
      let key = MinisignPublicKey(base64: line)
    else {
      throw PackError(.badKey, "\(name) is no minisign public key: `fernery pack keygen` or `minisign -G` makes one")
    }
    self = key
  }

  /// The base64 that names the key.
  public var base64: String { MinisignText.encode(Self.algorithm + identifier + key) }

  /// The identifier as minisign shows it, 16 hexadecimal digits.
  public var name: String { MinisignText.hex(identifier) }

  /// The key as ``base64``.
  public var description: String { base64 }

  /// The file that minisign reads.
  public var file: [UInt8] {
    Array("\(MinisignText.untrustedPrefix)minisign public key \(name)\n\(base64)\n".utf8)
  }

  func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    signature.count == Int(crypto_sign_BYTES)
      && crypto_sign_verify_detached(signature, message, UInt64(message.count), key) == 0
  }
}
