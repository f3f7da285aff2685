/// The one form of a JSON value that is hashed and stored: RFC 8785 (JSON Canonicalization Scheme).
///
/// No spaces; members sorted by the UTF-16 code units of their names; numbers as ECMAScript writes them; in strings
/// only what JSON demands is escaped.
package enum CanonicalJSON {
  /// JSON has no infinity and no NaN.
  package struct NotFinite: Error {}

  /// The canonical UTF-8 bytes; O(n log n) for the sorting of members.
  package static func encode(_ value: JSONValue) throws(NotFinite) -> [UInt8] {
    var bytes: [UInt8] = []
    try append(value, to: &bytes)
    return bytes
  }

  /// A number as ECMAScript's Number::toString writes it.
  package static func text(of number: Double) throws(NotFinite) -> String {
    guard number.isFinite else { throw NotFinite() }
    if number == 0 { return "0" }
    let (digits, point) = shortestDigits(of: abs(number))
    let sign = number < 0 ? "-" : ""
    let count = digits.count
    // `point` digits stand before the decimal point: ECMA-262, 6.1.6.1.20, where it is called n.
    switch point {
    case count...21 where count <= 21:
      return sign + digits + String(repeating: "0", count: point - count)
    case 1...21:
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0:
      return sign + "0." + String(repeating: "0", count: -point) + digits
    default:
      let fraction = count > 1 ? "." + digits.dropFirst() : ""
      return sign + digits.prefix(1) + fraction + "e" + (point > 0 ? "+" : "-") + String(abs(point - 1))
    }
  }

  private static func append(_ value: JSONValue, to bytes: inout [UInt8]) throws(NotFinite) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let bool): bytes.append(contentsOf: (bool ? "true" : "false").utf8)
    case .number(let number): bytes.append(contentsOf: try text(of: number).utf8)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .string(let string): append(string, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (place, element) in elements.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        try append(element, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
      for (place, member) in sorted.enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: ",")) }
        append(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        try append(member.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func append(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case 0x22: bytes.append(contentsOf: "\\\"".utf8)
      case 0x5C: bytes.append(contentsOf: "\\\\".utf8)
      case 0x08: bytes.append(contentsOf: "\\b".utf8)
      case 0x09: bytes.append(contentsOf: "\\t".utf8)
      case 0x0A: bytes.append(contentsOf: "\\n".utf8)
      case 0x0C: bytes.append(contentsOf: "\\f".utf8)
      case 0x0D: bytes.append(contentsOf: "\\r".utf8)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// The fewest digits that name a positive number, and how many of them stand before the decimal point.
  ///
  /// Swift's description has those digits (the closest where there are several), though laid out otherwise.
  private static func shortestDigits(of number: Double) -> (digits: String, point: Int) {
    let parts = number.description.split(separator: "e")
    let decimal = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = decimal.joined()
    var point = decimal[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    let leading = digits.prefix { $0 == "0" }.count
    digits.removeFirst(leading)
    point -= leading
    while digits.last == "0" { digits.removeLast() }
    return (digits, point)
  }
}
