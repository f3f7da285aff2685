extension AttributeKey {
  /// Takes a key apart; nil when it is malformed.
  package static func parts(of key: UnsafeRawBufferPointer) -> (name: String, value: Value, id: UInt64)? {
    guard let end = key.firstIndex(of: 0), key.count >= end + 2 + 8 else { return nil }
    let name = String(decoding: key[..<end], as: UTF8.self)
    let id = UInt64(bigEndian: key.loadUnaligned(fromByteOffset: key.count - 8, as: UInt64.self))
    let stored = UnsafeRawBufferPointer(rebasing: key[(end + 2)..<(key.count - 8)])
    switch key[end + 1] {
    case 1:
      guard stored.last == 0 else { return nil }
      return (name, .text(String(decoding: stored.dropLast(), as: UTF8.self)), id)
    case 2:
      return stored.count == 8 ? (name, .number(number(stored)), id) : nil
    default:
      return nil
    }
  }

  /// The number that 8 bytes of a key say.
  package static func number(_ bytes: UnsafeRawBufferPointer) -> Double {
    let bits = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    return Double(bitPattern: bits >> 63 == 1 ? bits ^ 1 << 63 : ~bits)
  }
}
