/// A B+ tree of pages, as LMDB 0.9 describes it in 48 bytes (`MDB_db`).
struct TreeRoot: Sendable, Hashable {
  static let size = 48
  /// The page that an empty tree has as its root.
  static let noPage = UInt64.max

  let flags: UInt16
  /// Levels of pages, the leaves among them; 0 of an empty tree.
  let depth: Int
  let entries: UInt64
  let page: UInt64

  /// Takes the description apart.
  ///
  /// - Precondition: 48 bytes.
  init(_ bytes: UnsafeRawBufferPointer) {
    flags = bytes.number(at: 4)
    depth = Int(bytes.number(at: 6, UInt16.self))
    entries = bytes.number(at: 32)
    page = bytes.number(at: 40)
  }

  var isEmpty: Bool { page == Self.noPage }
}

extension UnsafeRawBufferPointer {
  /// The little-endian number at a place, which must lie inside.
  func number<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, _: Number.Type = Number.self) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// How the bytes stand to others in the order of LMDB's keys: negative before, 0 equal, positive behind.
  func order(to other: UnsafeRawBufferPointer) -> Int {
    let common = Swift.min(count, other.count)
    for place in 0..<common where self[place] != other[place] { return Int(self[place]) - Int(other[place]) }
    return count - other.count
  }
}
