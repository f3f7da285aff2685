/// A value of 32 bytes that names content: a SHA-256 or a Merkle root.
///
/// Compared and printed here, computed elsewhere.
public struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
  // Most significant byte first, so that comparing words would compare bytes.
  @usableFromInline let words: SIMD4<UInt64>

  /// The digest with these bytes; nil unless there are 32.
  @inlinable
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var iterator = bytes.makeIterator()
    func word() -> UInt64 {
      var word: UInt64 = 0
      for _ in 0..<8 { word = word &<< 8 | UInt64(iterator.next() ?? 0) }
      return word
    }
    words = SIMD4(word(), word(), word(), word())
  }

  /// The digest written as 64 hexadecimal digits of either case; nil for anything else.
  public init?(hex: some StringProtocol) {
    var text = String(hex)
    let words = text.withUTF8 { digits -> SIMD4<UInt64>? in
      guard digits.count == 64 else { return nil }
      var words = SIMD4<UInt64>()
      for number in 0..<4 {
        var word: UInt64 = 0
        for digit in digits[16 * number..<16 * (number + 1)] {
          guard let value = Self.value(ofDigit: digit) else { return nil }
          word = word &<< 4 | UInt64(value)
        }
        words[number] = word
      }
      return words
    }
    guard let words else { return nil }
    self.words = words
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      for place in 0..<32 {
        buffer[place] = UInt8(truncatingIfNeeded: words[place &>> 3] &>> (56 &- 8 &* UInt64(place & 7)))
      }
      count = 32
    }
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    String(unsafeUninitializedCapacity: 64) { buffer in
      for place in 0..<64 {
        let nibble = UInt8(truncatingIfNeeded: words[place &>> 4] &>> (60 &- 4 &* UInt64(place & 15))) & 15
        buffer[place] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
      }
      return 64
    }
  }

  /// The digest as ``hex``.
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
