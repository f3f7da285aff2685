/// A key of the database `attr`: attribute, value and id, so ordered that a range of values is a range of keys.
package enum AttributeKey {
  /// The types of an attribute.
  package enum Value: Sendable, Hashable {
    case text(String)
    case number(Double)
  }

  /// The most bytes that a name or a text may have, so that a key stays below LMDB's limit of 511.
  package static let longestText = 200

  /// Whether a text can stand in a key: short enough and free of zero bytes, which end it there.
  package static func isValid(_ text: String) -> Bool {
    (1...longestText).contains(text.utf8.count) && !text.utf8.contains(0)
  }

  /// The key: name, 0, kind (1 text, 2 number), value, id as u64 big-endian.
  ///
  /// A text ends with 0, so that one which begins another comes before it. A number is its float64's bits big-endian,
  /// with the sign bit flipped when it was clear and all bits flipped when it was set, so that bytes order as numbers.
  package static func bytes(_ name: String, _ value: Value, id: UInt64) -> [UInt8] {
    var key = prefix(name, value)
    append(id, to: &key)
    return key
  }

  /// The key without its id: what all assets with that value have in common.
  package static func prefix(_ name: String, _ value: Value) -> [UInt8] {
    var key = Array(name.utf8)
    key.append(0)
    switch value {
    case .text(let text):
      key.append(1)
      key.append(contentsOf: text.utf8)
      key.append(0)
    case .number(let number):
      key.append(2)
      let bits = (number == 0 ? 0 : number).bitPattern
      append(bits >> 63 == 0 ? bits | 1 << 63 : ~bits, to: &key)
    }
    return key
  }

  private static func append(_ number: UInt64, to key: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { key.append(contentsOf: $0) }
  }
}
