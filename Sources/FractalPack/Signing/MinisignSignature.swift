public import FractalCore

/// A minisign signature: of a message, and of itself with a comment that can be trusted.
public struct MinisignSignature: Sendable, Hashable {
  /// The comment that the signature covers.
  public let trustedComment: String
  private let isPrehashed: Bool
  let identifier: [UInt8]
  private let signature: [UInt8]
  private let globalSignature: [UInt8]

  /// Reads a signature's file.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/wrongSignature``.
  public init(file bytes: [UInt8]) throws(PackError) {
    guard let lines = MinisignText.lines(bytes), lines.count == 4, lines[0].hasPrefix(MinisignText.untrustedPrefix),
      let first = MinisignText.decode(lines[1], count: 74), lines[2].hasPrefix(MinisignText.trustedPrefix),
      let second = MinisignText.decode(lines[3], count: 64),
      let algorithm = [Array("ED".utf8): true, Array("Ed".utf8): false][Array(first[..<2])]
    else { throw PackError(.wrongSignature, "the signature is damaged: it is no minisign signature") }
    isPrehashed = algorithm
    identifier = Array(first[2..<10])
    signature = Array(first[10...])
    globalSignature = second
    trustedComment = String(lines[2].dropFirst(MinisignText.trustedPrefix.count))
  }

  /// Signs a message in minisign's default form: Ed25519 over the BLAKE2b-512 of it.
  public init(signing message: [UInt8], with key: MinisignSecretKey, trustedComment: String) {
    isPrehashed = true
    identifier = key.publicKey.identifier
    signature = key.signature(of: MinisignText.blake2b(message, count: 64))
    self.trustedComment = trustedComment
    globalSignature = key.signature(of: signature + Array(trustedComment.utf8))
  }

  /// The identifier of the key that it was made with, as minisign shows it.
  public var keyName: String { MinisignText.hex(identifier) }

  /// The file that minisign reads.
  public var file: [UInt8] {
    let algorithm = Array((isPrehashed ? "ED" : "Ed").utf8)
    return Array(
      """
      \(MinisignText.untrustedPrefix)signature by fernery
      \(MinisignText.encode(algorithm + identifier + signature))
      \(MinisignText.trustedPrefix)\(trustedComment)
      \(MinisignText.encode(globalSignature))

      """.utf8)
  }

  /// Checks that the key's holder signed this message.
  ///
  /// - Throws: ``PackError``: ``PackErrorCode/otherKey`` when another key was used, ``PackErrorCode/wrongSignature``.
  public func check(_ message: [UInt8], by key: MinisignPublicKey) throws(PackError) {
    guard identifier == key.identifier else {
      throw PackError(
        .otherKey, "the pack is signed with the key \(keyName), not with \(key.name): ask its maker which one is right")
    }
    let signed = isPrehashed ? MinisignText.blake2b(message, count: 64) : message
    guard key.isSignature(signature, of: signed) else {
      throw PackError(
        .wrongSignature, "the signature does not fit the manifest: the pack was altered or damaged; do not use it")
    }
    guard key.isSignature(globalSignature, of: signature + Array(trustedComment.utf8)) else {
      throw PackError(.wrongSignature, "the comment of the signature was altered: do not use this pack")
    }
  }
}
