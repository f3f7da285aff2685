internal import FractalCore

/// The one form of a member's header in our tars: USTAR (POSIX.1-1988), a regular file, no owner, no date.
///
/// Whatever is not byte for byte this form is refused: links, devices, folders, PAX and GNU extensions, prefixes and
/// sparse files have no way in, and no bit of a header can change unnoticed.
package struct TarHeader: Sendable, Hashable {
  /// The member's name: 1 to 100 bytes of ASCII.
  package var name: String
  /// Bytes of its content.
  package var size: Int

  package init(name: String, size: Int) {
    (self.name, self.size) = (name, size)
  }

  /// Bytes of a header, and what content is padded to.
  package static let blockSize = 512
  /// The largest content that eleven octal digits tell.
  package static let largest = 1 << 33 - 1

  /// The 512 bytes.
  ///
  /// - Precondition: the name has 1 to 100 bytes, and the size is within 0 to ``largest``.
  package var bytes: [UInt8] {
    precondition((1...100).contains(name.utf8.count) && (0...Self.largest).contains(size), "no header has \(self)")
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    func put(_ text: some Sequence<UInt8>, at offset: Int) {
      for (place, byte) in text.enumerated() { block[offset + place] = byte }
    }
    put(name.utf8, at: 0)
    put("0000644".utf8, at: 100)
    put("0000000".utf8, at: 108)
    put("0000000".utf8, at: 116)
    put(Self.octal(size, digits: 11), at: 124)
    put("00000000000".utf8, at: 136)
    block[156] = UInt8(ascii: "0")
    put("ustar".utf8, at: 257)
    put("00".utf8, at: 263)
    put("0000000".utf8, at: 329)
    put("0000000".utf8, at: 337)
    put(Self.octal(Self.checksum(block), digits: 6), at: 148)
    block[155] = UInt8(ascii: " ")
    return block
  }

  /// Bytes that the member takes with a header and padding.
  package var memberSize: Int { Self.blockSize + Self.padded(size) }

  /// A size rounded up to whole blocks.
  package static func padded(_ size: Int) -> Int { (size + blockSize - 1) / blockSize * blockSize }

  /// The blocks that end a tar.
  package static let end = [UInt8](repeating: 0, count: 2 * blockSize)

  /// Reads a header that has exactly our form.
  ///
  /// - Parameter place: what messages call the tar.
  /// - Throws: ``PackError`` with the code ``PackErrorCode/malformed`` that tells what it has instead.
  package init(block: [UInt8], in place: String) throws(PackError) {
    precondition(block.count == Self.blockSize)
    guard let name = String(validating: block[..<100].prefix { $0 != 0 }, as: UTF8.self), !name.isEmpty,
      PackText.isPlain(name, limit: 100), let size = Self.number(block[124..<136]),
      size <= Self.largest,
      TarHeader(name: name, size: size).bytes == block
    else { throw PackError(.malformed, "\(place) \(Self.objection(to: block)): do not use this pack") }
    self.init(name: name, size: size)
  }

  /// The fault of a header, as far as it can be recognised.
  private static func objection(to block: [UInt8]) -> String {
    if block.allSatisfy({ $0 == 0 }) { return "ends before all of its members have come" }
    var unsummed = block
    for place in 148..<156 { unsummed[place] = 0 }
    guard let sum = number(block[148..<156]), sum == checksum(unsummed) else {
      return "has a damaged header, whose checksum does not fit"
    }
    switch block[156] {
    case UInt8(ascii: "0"), 0: break
    case UInt8(ascii: "1"), UInt8(ascii: "2"): return "has a link among its members"
    case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): return "has a device among its members"
    case UInt8(ascii: "5"): return "has a folder among its members"
    case UInt8(ascii: "x"), UInt8(ascii: "g"): return "has an extended (PAX) header"
    case UInt8(ascii: "S"): return "has a sparse file among its members"
    case UInt8(ascii: "L"), UInt8(ascii: "K"): return "has a GNU header for a long name"
    default: return "has a member of an unknown kind"
    }
    let name = block[..<100].prefix { $0 != 0 }
    if name.first == UInt8(ascii: "/") { return "has a member with an absolute path" }
    if name.split(separator: UInt8(ascii: "/")).contains(Array("..".utf8)[...]) {
      return "has a member that leads out of its folder"
    }
    return "has a header that is not in the one form that packs use"
  }

  private static func octal(_ number: Int, digits: Int) -> [UInt8] {
    let text = String(number, radix: 8)
    return Array(String(repeating: "0", count: digits - text.utf8.count).utf8) + Array(text.utf8)
  }

  /// The sum of all bytes with spaces in the place of the sum.
  private static func checksum(_ block: [UInt8]) -> Int { block.reduce(8 * 0x20) { $0 + Int($1) } }

  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, field.dropFirst(digits.count).allSatisfy({ $0 == 0 || $0 == 0x20 }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }
}
