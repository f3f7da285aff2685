internal import FractalCore

/// A key of any name.
struct PlanKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}

/// Reads an object of a plan strictly: every value by its type and range, and no key that nobody knows.
///
/// Errors are ``IPMixError`` with the code `invalidPlan` and name the key from the top, such as
/// `chains[0].steps[2].degrees`.
struct StrictObject {
  private let container: KeyedDecodingContainer<PlanKey>
  private let path: String

  init(_ decoder: any Decoder) throws {
    path = Self.text(decoder.codingPath)
    guard let container = try? decoder.container(keyedBy: PlanKey.self) else {
      throw Self.error(path.isEmpty ? "it" : path, "must be an object of keys and values")
    }
    self.container = container
  }

  private init(_ container: KeyedDecodingContainer<PlanKey>, path: String) {
    self.container = container
    self.path = path
  }

  /// The error for a value that is no object.
  static func refusal(_ decoder: any Decoder, _ rule: String) -> IPMixError { error(text(decoder.codingPath), rule) }

  /// Refuses every key but these.
  func allow(_ keys: String...) throws {
    for key in container.allKeys.map(\.stringValue).sorted() where !keys.contains(key) {
      throw Self.error(full(key), "is unknown; the keys here are \(keys.joined(separator: ", "))")
    }
  }

  func has(_ key: String) -> Bool { container.contains(PlanKey(key)) }

  // MARK: - Values

  func whole(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) throws -> Int {
    if let fallback, !has(key) { return fallback }
    let value = try value(key, Int.self, "a whole number in \(range)")
    guard range.contains(value) else { throw wrong(key, "must be in \(range), not \(value)") }
    return value
  }

  func real(_ key: String, in range: ClosedRange<Double>) throws -> Double {
    let value = try value(key, Double.self, "a number in \(range)")
    guard range.contains(value) else { throw wrong(key, "must be in \(range), not \(value)") }
    return value
  }

  func single(_ key: String) throws -> Float { try value(key, Float.self, "a number") }

  func singles(_ key: String, counts: ClosedRange<Int>, in range: ClosedRange<Float>) throws -> [Float] {
    let values = try value(key, [Float].self, "a list of numbers")
    guard counts.contains(values.count) else { throw wrong(key, "must hold \(counts) values, not \(values.count)") }
    for value in values where !range.contains(value) { throw wrong(key, "must be in \(range) each, not \(value)") }
    return values
  }

  func string(_ key: String, default fallback: String? = nil) throws -> String {
    if let fallback, !has(key) { return fallback }
    return try value(key, String.self, "a text")
  }

  /// A whole number of 64 bits, as a number or as a text of decimal digits.
  func unsigned(_ key: String, default fallback: UInt64? = nil) throws -> UInt64 {
    if let fallback, !has(key) { return fallback }
    if let text = try? container.decode(String.self, forKey: PlanKey(key)) {
      guard let value = UInt64(text) else {
        throw wrong(key, "must be a whole number in 0...\(UInt64.max), not `\(text)`")
      }
      return value
    }
    return try value(key, UInt64.self, "a whole number in 0...\(UInt64.max), as a number or a text of digits")
  }

  func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String, _: Word.Type) throws -> Word {
    let text = try string(key)
    guard let word = Word(rawValue: text) else {
      throw wrong(key, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")), not `\(text)`")
    }
    return word
  }

  func object(_ key: String) throws -> StrictObject {
    guard has(key) else { throw wrong(key, "is missing") }
    guard let nested = try? container.nestedContainer(keyedBy: PlanKey.self, forKey: PlanKey(key)) else {
      throw wrong(key, "must be an object of keys and values")
    }
    return StrictObject(nested, path: full(key))
  }

  /// A value that reads itself, with errors of its own.
  func nested<Value: Decodable>(_ key: String, _: Value.Type) throws -> Value {
    guard has(key) else { throw wrong(key, "is missing") }
    do {
      return try container.decode(Value.self, forKey: PlanKey(key))
    } catch let error as IPMixError {
      throw error
    } catch {
      throw wrong(key, "must be a list")
    }
  }

  func wrong(_ key: String, _ rule: String) -> IPMixError { Self.error(full(key), rule) }

  private func value<Value: Decodable>(_ key: String, _: Value.Type, _ kind: String) throws -> Value {
    guard has(key) else { throw wrong(key, "is missing; it must be \(kind)") }
    do {
      return try container.decode(Value.self, forKey: PlanKey(key))
    } catch {
      throw wrong(key, "must be \(kind)")
    }
  }

  // MARK: - Places

  private func full(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private static func error(_ place: String, _ rule: String) -> IPMixError {
    IPMixError(.invalidPlan, "the plan cannot be read: \(place) \(rule)")
  }

  private static func text(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }
}
