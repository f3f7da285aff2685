package import CanonicalData

/// The form of one JSON value that is no object and no list of objects: its type, its range, and how it is written.
package protocol Form<Value> {
  associatedtype Value

  /// A description of a valid value, to follow "must be": "a whole number in 1...16".
  var kind: String { get }
  /// The value of a JSON value of the right type, or nil.
  func value(of json: JSONValue) -> Value?
  /// The JSON value.
  func json(of value: Value) -> JSONValue
  /// The rule that a value of the right type breaks: "must be in 1...16, not 99"; nil if none.
  func fault(of value: Value) -> String?
}

extension Form {
  package func fault(of value: Value) -> String? { nil }
}

// MARK: - Numbers

/// A whole number of a range.
package struct WholeForm<Value: FixedWidthInteger & Sendable>: Form {
  let range: ClosedRange<Value>

  package var kind: String { "a whole number in \(range)" }

  package func value(of json: JSONValue) -> Value? {
    switch json {
    case .number(let number): abs(number) <= 0x1p53 ? Value(exactly: number) : nil
    case .integer(let number): Value(exactly: number)
    default: nil
    }
  }

  package func json(of value: Value) -> JSONValue {
    if let wide = UInt64(exactly: value), wide > 1 << 53 { return .integer(wide) }
    return .number(Double(value))
  }

  package func fault(of value: Value) -> String? {
    range.contains(value) ? nil : "must be in \(range), not \(value)"
  }
}

/// A whole number of 64 bits, read as a number or as a text of decimal digits.
///
/// Seeds are written as texts, because readers that hold numbers as float64 (JavaScript, jq) would round them.
package struct UnsignedForm: Form {
  let isWrittenAsText: Bool

  package var kind: String { "a whole number in 0...\(UInt64.max)" }

  package func value(of json: JSONValue) -> UInt64? {
    json.text.map { UInt64($0) } ?? WholeForm(range: UInt64.min...UInt64.max).value(of: json)
  }

  package func json(of value: UInt64) -> JSONValue {
    isWrittenAsText ? .string(String(value)) : WholeForm(range: UInt64.min...UInt64.max).json(of: value)
  }
}

/// A number of a range, in float64.
package struct NumberForm: Form {
  let range: ClosedRange<Double>

  private var bounds: String { "\(json(of: range.lowerBound).summary)...\(json(of: range.upperBound).summary)" }

  package var kind: String { "a number in \(bounds)" }

  package func value(of json: JSONValue) -> Double? { json.number }

  package func json(of value: Double) -> JSONValue { .number(value) }

  package func fault(of value: Double) -> String? {
    range.contains(value) ? nil : "must be in \(bounds), not \(json(of: value).summary)"
  }
}

/// A number of a range, in float32: rounded to it when read, written with the digits that it needs.
package struct SingleForm: Form {
  let range: ClosedRange<Float>?

  package init(in range: ClosedRange<Float>? = nil) { self.range = range }

  private func bounds(_ range: ClosedRange<Float>) -> String {
    "\(json(of: range.lowerBound).summary)...\(json(of: range.upperBound).summary)"
  }

  package var kind: String { range.map { "a number in \(bounds($0))" } ?? "a number" }

  package func value(of json: JSONValue) -> Float? { json.number.map { Float($0) } }

  package func json(of value: Float) -> JSONValue {
    // 0.1 in float32 is 0.10000000149011612 in float64.
    guard let short = Double(value.description), Float(short) == value else { return .number(Double(value)) }
    return .number(short)
  }

  package func fault(of value: Float) -> String? {
    if let range { return range.contains(value) ? nil : "must be in \(bounds(range)), not \(json(of: value).summary)" }
    return value.isFinite ? nil : "must be a finite number in float32, not \(value)"
  }
}

// MARK: - Texts

/// A text of a length in bytes of UTF-8.
package struct TextForm: Form {
  let lengths: ClosedRange<Int>

  package var kind: String { "a text" }

  package func value(of json: JSONValue) -> String? { json.text }

  package func json(of value: String) -> JSONValue { .string(value) }

  package func fault(of value: String) -> String? {
    let length = value.utf8.count
    return lengths.contains(length) ? nil : "must have \(lengths) bytes, not \(length)"
  }
}

/// One of the words of an enumeration.
package struct WordForm<Value: RawRepresentable<String> & CaseIterable & Sendable>: Form {
  package var kind: String {
    let words = Value.allCases.map(\.rawValue)
    return words.count == 1 ? "`\(words[0])`" : "one of \(words.joined(separator: ", "))"
  }

  package func value(of json: JSONValue) -> Value? { json.text.flatMap(Value.init(rawValue:)) }

  package func json(of value: Value) -> JSONValue { .string(value.rawValue) }
}

/// True or false.
package struct FlagForm: Form {
  package var kind: String { "true or false" }

  package func value(of json: JSONValue) -> Bool? {
    guard case .bool(let flag) = json else { return nil }
    return flag
  }

  package func json(of value: Bool) -> JSONValue { .bool(value) }
}

// MARK: - Names

extension Form {
  package static func whole<Number>(in range: ClosedRange<Number>) -> Self where Self == WholeForm<Number> {
    WholeForm(range: range)
  }

  package static func word<Word>() -> Self where Self == WordForm<Word> { WordForm() }
}

extension Form where Self == UnsignedForm {
  package static var seed: UnsignedForm { UnsignedForm(isWrittenAsText: true) }
  package static var index: UnsignedForm { UnsignedForm(isWrittenAsText: false) }
}

extension Form where Self == NumberForm {
  package static func number(in range: ClosedRange<Double>) -> NumberForm { NumberForm(range: range) }
}

extension Form where Self == SingleForm {
  package static var single: SingleForm { SingleForm() }
}

extension Form where Self == TextForm {
  package static func text(bytes: ClosedRange<Int>) -> TextForm { TextForm(lengths: bytes) }
}

extension Form where Self == FlagForm {
  package static var flag: FlagForm { FlagForm() }
}

extension JSONValue {
  /// A number in float64.
  fileprivate var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  /// The value in an error message: short, whatever its size.
  package var summary: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let number): (try? CanonicalJSON.text(of: number)) ?? "\(number)"
    case .integer(let number): "\(number)"
    case .string(let text): "`\(Fault.shortened(text))`"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
