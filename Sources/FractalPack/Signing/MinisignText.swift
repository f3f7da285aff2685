internal import CSodium

/// The lines and the base64 of minisign's files (https://jedisct1.github.io/minisign/).
enum MinisignText {
  static let untrustedPrefix = "untrusted comment: "
  static let trustedPrefix = "trusted comment: "

  /// The lines of a file; nil when it is no UTF-8 text.
  static func lines(_ bytes: [UInt8]) -> [String]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    // By bytes: `\r\n` is one Character. A file from elsewhere may end its lines with it.
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The bytes that a line of base64 with padding stands for; nil unless they are `count`.
  static func decode(_ text: String, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var length = 0
    let ok = text.withCString { start in
      var end: UnsafePointer<CChar>?
      let status = sodium_base642bin(
        &bytes, count, start, text.utf8.count, nil, &length, &end, Int32(sodium_base64_VARIANT_ORIGINAL))
      return status == 0 && end == start + text.utf8.count
    }
    return ok && length == count ? bytes : nil
  }

  /// The base64 of bytes, with padding.
  static func encode(_ bytes: [UInt8]) -> String {
    let length = sodium_base64_encoded_len(bytes.count, Int32(sodium_base64_VARIANT_ORIGINAL))
    var text = [CChar](repeating: 0, count: length)
    sodium_bin2base64(&text, length, bytes, bytes.count, Int32(sodium_base64_VARIANT_ORIGINAL))
    return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// BLAKE2b of `count` bytes.
  static func blake2b(_ bytes: [UInt8], count: Int) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: count)
    crypto_generichash(&digest, count, bytes, UInt64(bytes.count), nil, 0)
    return digest
  }

  /// An identifier as minisign shows it: the bytes as one little-endian number.
  static func hex(_ identifier: [UInt8]) -> String {
    identifier.reversed().map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
