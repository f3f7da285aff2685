import CanonicalData
import Foundation

/// Results for programs: JSON on stdout with sorted keys.
enum JSONOutput {
  /// Prints `value` and a line end.
  static func print(_ value: some Encodable) throws {
    Swift.print(try text(value))
  }

  /// `value` as pretty JSON with sorted keys and plain slashes.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// A JSON value among others to print.
struct PrintedJSON: Encodable {
  let value: JSONValue

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch value {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .integer(let number): try container.encode(number)
    case .string(let text): try container.encode(text)
    case .array(let elements): try container.encode(elements.map(PrintedJSON.init))
    case .object(let members): try container.encode(members.mapValues(PrintedJSON.init))
    }
  }
}

/// An optional that JSON shows as `null` instead of leaving its key out, so that a program always finds it.
@propertyWrapper
struct ExplicitNull<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
  }
}
