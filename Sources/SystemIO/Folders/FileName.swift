/// The name of a file as the file system holds it: bytes that need not be UTF-8.
package struct FileName: Sendable, Hashable {
  /// The bytes, without the zero that ends them in C.
  package let bytes: [UInt8]

  /// A name of these bytes.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// A name that is text.
  package init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// The name as text; nil where the bytes are not UTF-8.
  package var text: String? { String(validating: bytes, as: UTF8.self) }

  /// The name for people: bytes that are not UTF-8 as `\xNN`.
  package var shown: String {
    if let text { return text }
    return bytes.reduce(into: "") { shown, byte in
      if byte < 0x80 {
        shown.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        shown += "\\x" + String(byte, radix: 16)
      }
    }
  }

  /// Calls `body` with the name as a C string.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBytes { body($0.baseAddress!.assumingMemoryBound(to: CChar.self)) }
  }
}
