/// One page of an LMDB 0.9 file, taken apart with every offset checked.
///
/// Layout (64-bit, little-endian): number u64, padding u16, flags u16, lower u16, upper u16 (for the first page of an
/// overflow run instead of both: pages u32); then offsets of nodes, u16 each, up to `lower`; nodes from `upper` on.
struct Page {
  enum Kind { case branch, leaf, fixedLeaf, overflow, other }

  static let headerSize = 16
  let number: UInt64
  let bytes: [UInt8]

  /// The number that the page names itself.
  var ownNumber: UInt64 { bytes.number(at: 0) }
  /// How large keys of a `fixedLeaf` are.
  var padding: Int { Int(bytes.number(at: 8, UInt16.self)) }
  /// Pages of an overflow run that begins here.
  var runLength: Int { Int(bytes.number(at: 12, UInt32.self)) }

  var kind: Kind {
    switch bytes.number(at: 10, UInt16.self) {
    case 0x01: .branch
    case 0x02: .leaf
    case 0x22: .fixedLeaf
    case 0x04: .overflow
    default: .other
    }
  }

  private var lower: Int { Int(bytes.number(at: 12, UInt16.self)) }
  private var upper: Int { Int(bytes.number(at: 14, UInt16.self)) }

  /// The nodes of a branch or leaf; nil when an offset or a size leads out of the page.
  var nodes: [PageNode]? {
    guard lower >= Self.headerSize, lower & 1 == 0, lower <= upper, upper <= bytes.count else { return nil }
    var nodes: [PageNode] = []
    nodes.reserveCapacity((lower - Self.headerSize) / 2)
    for place in stride(from: Self.headerSize, to: lower, by: 2) {
      let offset = Int(bytes.number(at: place, UInt16.self))
      guard offset >= upper, offset + PageNode.headerSize <= bytes.count,
        let node = PageNode(page: bytes, offset: offset, isBranch: kind == .branch)
      else { return nil }
      nodes.append(node)
    }
    return nodes
  }

  /// The nodes of a leaf that can still be recognised without the page's header; some may be stale or false.
  var salvagedNodes: [PageNode] {
    var nodes: [PageNode] = []
    var end = bytes.count
    var place = Self.headerSize
    while place + 2 <= end {
      let offset = Int(bytes.number(at: place, UInt16.self))
      place += 2
      guard offset >= place, offset + PageNode.headerSize <= bytes.count,
        let node = PageNode(page: bytes, offset: offset, isBranch: false)
      else { continue }
      // Offsets of nodes end where the nodes begin.
      end = min(end, offset)
      nodes.append(node)
    }
    return nodes
  }

  /// The keys of a `fixedLeaf`, all of one size; nil when they do not fit.
  func fixedKeys(size: Int) -> [[UInt8]]? {
    guard padding == size, size > 0, lower >= Self.headerSize, lower & 1 == 0 else { return nil }
    let count = (lower - Self.headerSize) / 2
    guard Self.headerSize + count * size <= bytes.count else { return nil }
    return (0..<count).map { place in
      Array(bytes[Self.headerSize + place * size..<Self.headerSize + (place + 1) * size])
    }
  }
}

/// One entry of a page: low u16, high u16, flags u16, size of the key u16, key, data.
struct PageNode {
  static let headerSize = 8
  static let bigData: UInt16 = 1
  static let subDatabase: UInt16 = 2
  static let duplicates: UInt16 = 4

  let flags: UInt16
  let key: [UInt8]
  /// A branch's child.
  let child: UInt64
  /// Bytes of a leaf's value, wherever it lies.
  let valueSize: Int
  /// The content in the page: the value, or the number of its first page if it is large.
  let stored: ArraySlice<UInt8>

  init?(page: [UInt8], offset: Int, isBranch: Bool) {
    let (low, high) = (page.number(at: offset, UInt16.self), page.number(at: offset + 2, UInt16.self))
    flags = page.number(at: offset + 4)
    let keySize = Int(page.number(at: offset + 6, UInt16.self))
    let value = offset + Self.headerSize + keySize
    guard value <= page.count else { return nil }
    key = Array(page[offset + Self.headerSize..<value])
    if isBranch {
      child = UInt64(low) | UInt64(high) << 16 | UInt64(flags) << 32
      valueSize = 0
      stored = []
    } else {
      child = 0
      valueSize = Int(low) | Int(high) << 16
      let inPage = flags & Self.bigData != 0 ? 8 : valueSize
      guard inPage <= page.count - value else { return nil }
      stored = page[value..<value + inPage]
    }
  }

  /// The location of the value in the file.
  func span(pageOffset: Int, pageSize: Int) -> PageSpan? {
    guard flags & Self.bigData != 0 else {
      return PageSpan(offset: pageOffset + stored.startIndex, count: stored.count)
    }
    let (start, overflow) = bigPage.multipliedReportingOverflow(by: UInt64(pageSize))
    guard !overflow, let offset = Int(exactly: start), offset < Int.max - Page.headerSize else { return nil }
    return PageSpan(offset: offset + Page.headerSize, count: valueSize)
  }

  /// The first page of a big value.
  var bigPage: UInt64 { Array(stored).number(at: 0) }
}
