/// A value of 32 bytes that names content: a SHA-256 or a Merkle root.
///
/// Compared and printed here, computed elsewhere.
public struct Digest32: Sendable, Hashable, CustomStringConvertible {
  // Most significant byte first, so that comparing words would compare bytes.
  private let words: SIMD4<UInt64>

  /// The digest with these bytes; nil unless there are 32.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words = SIMD4<UInt64>()
    for (place, byte) in bytes.enumerated() {
      words[place / 8] = words[place / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// The digest written as 64 hexadecimal digits of either case; nil for anything else.
  public init?(hex: some StringProtocol) {
    let digits = hex.utf8.compactMap { Self.value(ofDigit: $0) }
    guard digits.count == 64, hex.utf8.count == 64 else { return nil }
    self.init(bytes: (0..<32).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] })
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (56 - 8 * UInt64($0 % 8))) }
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The same as ``hex``.
  public var description: String { hex }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
