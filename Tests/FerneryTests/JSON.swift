import Foundation

/// Parsed JSON, for looking at single values and at which keys there are.
struct JSON: CustomStringConvertible {
  private let value: Any

  /// Parses a text that holds one JSON value and nothing else.
  init(_ text: String) throws {
    value = try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  private init(value: Any) { self.value = value }

  /// The value of a key; nil if there is none.
  ///
  /// A `null` is a value.
  subscript(_ key: String) -> JSON? { (value as? [String: Any])?[key].map { JSON(value: $0) } }

  /// The keys of an object.
  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
  /// The elements of an array.
  var array: [JSON]? { (value as? [Any])?.map { JSON(value: $0) } }
  var string: String? { value as? String }
  var int: Int? { value as? Int }
  var double: Double? { value as? Double }
  var bool: Bool? { value as? Bool }
  var isNull: Bool { value is NSNull }

  var description: String { "\(value)" }
}
