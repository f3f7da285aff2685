/// A JSON value, with numbers as float64 as RFC 8785 asks.
package indirect enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  /// A whole number above 2^53, which float64 would round; only documents that RFC 8785 does not bind have them.
  case integer(UInt64)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The member of an object, or nil.
  package subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The text of a string, or nil.
  package var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The whole number that a number is, or nil; exact up to 2^53.
  package var whole: Int? {
    guard case .number(let number) = self, abs(number) <= 0x1p53 else { return nil }
    return Int(exactly: number)
  }

  /// The elements of an array, or nil.
  package var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }
}
