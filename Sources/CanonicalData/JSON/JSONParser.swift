/// Reads JSON (RFC 8259) of our own files: strict, bounded in depth, refusing a member that is named twice.
///
/// Not Foundation's, whose reading of a record costs as much as hashing its pixels.
package struct JSONParser {
  /// The bytes are no JSON; `offset` is where that showed.
  package struct Malformed: Error, Hashable {
    package let offset: Int
  }

  private static let deepest = 64
  private let bytes: UnsafeBufferPointer<UInt8>
  private let keepsIntegers: Bool
  private var position = 0

  /// The value that the whole of `bytes` is.
  ///
  /// - Parameter keepsIntegers: whether whole numbers above 2^53 keep all their digits, as ``JSONValue/integer(_:)``.
  package static func parse(_ bytes: [UInt8], keepsIntegers: Bool = false) throws(Malformed) -> JSONValue {
    try bytes.withUnsafeBufferPointer { (bytes) throws(Malformed) in
      var parser = JSONParser(bytes: bytes, keepsIntegers: keepsIntegers)
      let value = try parser.value(depth: 0)
      parser.skipSpace()
      guard parser.position == bytes.count else { throw parser.malformed }
      return value
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, keepsIntegers: Bool) {
    self.bytes = bytes
    self.keepsIntegers = keepsIntegers
  }

  private var malformed: Malformed { Malformed(offset: position) }
  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ text: StaticString) throws(Malformed) {
    for offset in 0..<text.utf8CodeUnitCount {
      guard take(text.utf8Start[offset]) else { throw malformed }
    }
  }

  private mutating func value(depth: Int) throws(Malformed) -> JSONValue {
    guard depth < Self.deepest else { throw malformed }
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try expect("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(Malformed) -> JSONValue {
    position += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw malformed }
      let name = try string()
      skipSpace()
      try expect(":")
      guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else { throw malformed }
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect("}")
    return .object(members)
  }

  private mutating func array(depth: Int) throws(Malformed) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect("]")
    return .array(elements)
  }

  private mutating func number() throws(Malformed) -> JSONValue {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if keepsIntegers, let number = UInt64(text), number > 1 << 53 { return .integer(number) }
    guard let number = Double(text), number.isFinite else { throw malformed }
    return .number(number)
  }

  private mutating func digits() throws(Malformed) {
    let start = position
    while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw malformed }
  }

  private mutating func string() throws(Malformed) -> String {
    position += 1
    let start = position
    while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    // Most strings have no escape and are taken as they stand.
    if take(UInt8(ascii: "\"")) { return try text(bytes[start..<position - 1]) }
    var unescaped = Array(bytes[start..<position])
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(unescaped)
      case UInt8(ascii: "\\"): try escape(into: &unescaped)
      case 0..<0x20: throw malformed
      default: unescaped.append(byte)
      }
    }
    throw malformed
  }

  private func text(_ bytes: some Sequence<UInt8>) throws(Malformed) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw malformed }
    return text
  }

  private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
    guard let byte = current else { throw malformed }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var scalar = UInt32(try hexadecimal())
      if (0xD800..<0xDC00).contains(scalar) {
        try expect("\\u")
        let low = UInt32(try hexadecimal())
        guard (0xDC00..<0xE000).contains(low) else { throw malformed }
        scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(scalar) else { throw malformed }
      text.append(contentsOf: String(scalar).utf8)
    default: throw malformed
    }
  }

  private mutating func hexadecimal() throws(Malformed) -> UInt16 {
    guard position + 4 <= bytes.count,
      bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw malformed }
    position += 4
    return number
  }
}
