internal import CSodium
public import FractalCore

/// A minisign secret key, in the clear; in files it is encrypted by a password, unless that is left out.
public struct MinisignSecretKey: Sendable {
  /// The key that others verify with.
  public let publicKey: MinisignPublicKey
  private let secret: [UInt8]

  private static let algorithm = Array("Ed".utf8)
  private static let scrypt = Array("Sc".utf8)
  private static let noEncryption: [UInt8] = [0, 0]
  private static let checksum = Array("B2".utf8)
  /// The cost of guessing a password: scrypt with N = 2^17, r = 8, p = 1 (128 MiB).
  private static let work: (operations: UInt64, memory: UInt64) = (1 << 22, 128 << 20)
  /// More memory than a key file may ask for: minisign's own ask for 1 GiB.
  private static let mostMemory: UInt64 = 2 << 30
  /// More operations than a key file may ask for, some seconds' work: minisign's own ask for 2^25.
  private static let mostOperations: UInt64 = 1 << 26

  /// Makes a new key from the system's random numbers.
  public init() {
    _ = sodium_init()
    var identifier = [UInt8](repeating: 0, count: 8)
    randombytes_buf(&identifier, identifier.count)
    var key = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
    var secret = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
    crypto_sign_keypair(&key, &secret)
    self.secret = secret
    publicKey = MinisignPublicKey(identifier: identifier, key: key)
  }

  /// Whether a secret key's file needs a password; nil when it is none.
  public static func needsPassword(file bytes: [UInt8]) -> Bool? {
    parse(bytes).map { Array($0[2..<4]) != noEncryption }
  }

  /// Reads a secret key's file.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/badKey`` or ``PackErrorCode/wrongPassword``.
  public init(file bytes: [UInt8], name: String, password: String?) throws(PackError) {
    guard let body = Self.parse(bytes) else {
      throw PackError(.badKey, "\(name) is no minisign secret key: `fernery pack keygen` or `minisign -G` makes one")
    }
    var payload = Array(body[54...])
    let isEncrypted = Array(body[2..<4]) == Self.scrypt
    if isEncrypted {
      guard let password else { throw PackError(.wrongPassword, "the key \(name) needs its password") }
      let stream = try Self.stream(
        password, salt: Array(body[6..<38]), operations: Self.number(body[38..<46]), memory: Self.number(body[46..<54]))
      for place in payload.indices { payload[place] ^= stream[place] }
    }
    let (identifier, secret) = (Array(payload[..<8]), Array(payload[8..<72]))
    let checksum = MinisignText.blake2b(Self.algorithm + identifier + secret, count: 32)
    guard checksum == Array(payload[72...]) || !isEncrypted && Self.isPlainKey(secret, checksum: payload[72...]) else {
      throw isEncrypted
        ? PackError(.wrongPassword, "the password does not open the key \(name)")
        : PackError(.badKey, "the key \(name) is damaged: its checksum does not fit")
    }
    self.secret = secret
    publicKey = MinisignPublicKey(identifier: identifier, key: Array(secret[32...]))
  }

  /// The file that minisign reads.
  ///
  /// - Parameter password: what encrypts it; nil leaves it in the clear, as `minisign -W` does.
  public func file(password: String?) throws(PackError) -> [UInt8] {
    var payload = publicKey.identifier + secret
    payload += MinisignText.blake2b(Self.algorithm + payload, count: 32)
    var salt = [UInt8](repeating: 0, count: 32)
    var (operations, memory): (UInt64, UInt64) = (0, 0)
    if let password {
      randombytes_buf(&salt, salt.count)
      (operations, memory) = Self.work
      let stream = try Self.stream(password, salt: salt, operations: operations, memory: memory)
      for place in payload.indices { payload[place] ^= stream[place] }
    }
    let kind = password == nil ? Self.noEncryption : Self.scrypt
    let body =
      Self.algorithm + kind + Self.checksum + salt + Self.bytes(operations) + Self.bytes(memory) + payload
    let comment = password == nil ? "minisign secret key" : "minisign encrypted secret key"
    return Array("\(MinisignText.untrustedPrefix)\(comment)\n\(MinisignText.encode(body))\n".utf8)
  }

  func signature(of message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Int(crypto_sign_BYTES))
    crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
    return signature
  }

  /// Whether a key in the clear is sound: minisign leaves its checksum zero, but its second half follows from its first.
  private static func isPlainKey(_ secret: [UInt8], checksum: ArraySlice<UInt8>) -> Bool {
    var key = [UInt8](repeating: 0, count: Int(crypto_sign_PUBLICKEYBYTES))
    var again = [UInt8](repeating: 0, count: Int(crypto_sign_SECRETKEYBYTES))
    return checksum.allSatisfy { $0 == 0 }
      && crypto_sign_seed_keypair(&key, &again, Array(secret[..<32])) == 0 && again == secret
  }

  /// Algorithm 2, key derivation 2, checksum 2, salt 32, operations 8, memory 8, then identifier 8, key 64, checksum 32.
  private static func parse(_ bytes: [UInt8]) -> [UInt8]? {
    guard let lines = MinisignText.lines(bytes), lines.count == 2, lines[0].hasPrefix(MinisignText.untrustedPrefix),
      let body = MinisignText.decode(lines[1], count: 158), Array(body[..<2]) == algorithm,
      [scrypt, noEncryption].contains(Array(body[2..<4])), Array(body[4..<6]) == checksum
    else { return nil }
    return body
  }

  private static func stream(
    _ password: String, salt: [UInt8], operations: UInt64, memory: UInt64
  ) throws(PackError) -> [UInt8] {
    var stream = [UInt8](repeating: 0, count: 104)
    let text = Array(password.utf8).map { CChar(bitPattern: $0) }
    guard operations <= mostOperations else {
      throw PackError(
        .badKey,
        "the key asks for \(operations) operations to be opened, and at most \(mostOperations) are done: it is damaged")
    }
    guard memory <= mostMemory,
      crypto_pwhash_scryptsalsa208sha256(
        &stream, UInt64(stream.count), text, UInt64(text.count), salt, operations, Int(memory)) == 0
    else {
      throw PackError(.badKey, "there is not enough memory (\(memory >> 20) MiB) to open the key with its password")
    }
    return stream
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func bytes(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}
