/// A page that is not what it must be, or that leads to where nothing is.
package struct PageDamage: Error, Hashable {
  /// Its number in the file.
  package let page: UInt64
}

/// A branch or leaf of a tree in the map, of which nothing is read before its place is compared with the page's end.
///
/// Layout (LMDB 0.9, 64-bit, little-endian): number u64, padding u16, flags u16, lower u16, upper u16; then offsets of
/// nodes, u16 each, up to `lower`; nodes from `upper` on.
struct MappedPage {
  static let headerSize = 16
  static let branch: UInt16 = 0x01
  static let leaf: UInt16 = 0x02
  /// A leaf of values of one size, without nodes.
  static let fixedLeaf: UInt16 = 0x22
  static let overflow: UInt16 = 0x04

  let number: UInt64
  let bytes: UnsafeRawBufferPointer
  /// Nodes, at least one.
  let count: Int

  /// Compares the header of the page in `bytes`; `number` is what led to it.
  init(_ number: UInt64, _ bytes: UnsafeRawBufferPointer, kind: UInt16) throws(PageDamage) {
    let lower = Int(bytes.number(at: 12, UInt16.self))
    let upper = Int(bytes.number(at: 14, UInt16.self))
    guard bytes.number(at: 0, UInt64.self) == number, bytes.number(at: 10, UInt16.self) == kind,
      lower > Self.headerSize, lower & 1 == 0, lower <= bytes.count, upper <= bytes.count,
      kind == Self.fixedLeaf || lower <= upper
    else { throw PageDamage(page: number) }
    self.number = number
    self.bytes = bytes
    count = (lower - Self.headerSize) / 2
  }

  /// The node at a place below ``count``.
  func node(_ place: Int) throws(PageDamage) -> MappedNode {
    let offset = Int(bytes.number(at: Self.headerSize + 2 * place, UInt16.self))
    guard offset >= Self.headerSize + 2 * count, offset & 1 == 0, offset + MappedNode.headerSize <= bytes.count else {
      throw PageDamage(page: number)
    }
    let key = offset + MappedNode.headerSize
    let value = key + Int(bytes.number(at: offset + 6, UInt16.self))
    guard value <= bytes.count else { throw PageDamage(page: number) }
    return MappedNode(
      page: number, low: bytes.number(at: offset), flags: bytes.number(at: offset + 4),
      key: UnsafeRawBufferPointer(rebasing: bytes[key..<value]),
      rest: UnsafeRawBufferPointer(rebasing: bytes[value...]))
  }

  /// The first place of a leaf whose key is not less than `key`; ``count`` where there is none.
  func place(of key: UnsafeRawBufferPointer) throws(PageDamage) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if try node(middle).key.order(to: key) < 0 { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The place of a branch below which `key` would stand: the last whose key is not greater, the first standing for all less.
  func placeBelow(_ key: UnsafeRawBufferPointer) throws(PageDamage) -> Int {
    var (low, high) = (1, count)
    while low < high {
      let middle = (low + high) / 2
      if try node(middle).key.order(to: key) <= 0 { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}

/// One entry of a page: its number's or size's low 32 bits, flags u16, size of the key u16, key, value.
struct MappedNode {
  static let headerSize = 8
  static let bigData: UInt16 = 1
  static let subTree: UInt16 = 2
  static let duplicates: UInt16 = 4

  /// The page that it stands in.
  let page: UInt64
  let low: UInt32
  let flags: UInt16
  let key: UnsafeRawBufferPointer
  /// The bytes after the key, up to the page's end.
  let rest: UnsafeRawBufferPointer

  /// A branch's child.
  var child: UInt64 { UInt64(low) | UInt64(flags) << 32 }
  /// Bytes of a leaf's value, wherever it lies.
  var valueSize: Int { Int(low) }

  /// The value that stands in the page.
  var inPage: UnsafeRawBufferPointer {
    get throws(PageDamage) {
      guard valueSize <= rest.count else { throw PageDamage(page: page) }
      return UnsafeRawBufferPointer(rebasing: rest[..<valueSize])
    }
  }
}
