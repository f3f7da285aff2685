/// The rules for texts of a manifest: they are shown on terminals, and come from strangers.
enum PackText {
  /// Whether a text is of 1 to `limit` bytes and free of control characters and of marks that turn the writing direction.
  static func isPlain(_ text: String, limit: Int) -> Bool {
    (1...limit).contains(text.utf8.count) && !text.unicodeScalars.contains(where: isHidden)
  }

  /// Whether a text can be a pack's name: letters, digits, `.`, `_` and `-`, beginning with a letter or digit.
  static func isName(_ text: String) -> Bool {
    guard (1...64).contains(text.utf8.count), let first = text.utf8.first, isLetterOrDigit(first) else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
  }

  /// Whether a text has the form of an SPDX licence expression.
  static func isLicence(_ text: String) -> Bool {
    (1...PackLimits.line).contains(text.utf8.count)
      && text.utf8.allSatisfy { isLetterOrDigit($0) || "-.+():/ ".utf8.contains($0) }
  }

  /// Whether a text is a day of the calendar as ISO 8601 has it, `2026-11-25`.
  static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...days[month - 1]).contains(day)
  }

  /// A number of one to six decimal digits without leading zeros; nil for anything else.
  static func number(_ text: some StringProtocol) -> Int? {
    guard (1...6).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      text == "0" || !text.hasPrefix("0")
    else { return nil }
    return Int(text)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }
}
