package import SystemIO

/// The pages of one committed state of an LMDB 0.9 file, in the memory map.
///
/// LMDB believes whatever its pages say, and a damaged one ends the process that reads it. Here every page number, offset and
/// size is compared before it is followed, so that no content of the file leads out of the map; what is not as it must be is
/// ``PageDamage``. Nothing belongs to a process: a forked child reads the map that its parent made.
package final class PageMap: Sendable {
  private let file: MappedFile
  private var bytes: UnsafeRawBufferPointer { file.bytes }
  /// Bytes of one page.
  let pageSize: Int
  /// Pages of the state, the two meta pages among them.
  let pageCount: UInt64
  /// The tree of the named trees.
  let main: TreeRoot

  /// The deepest tree that is believed: LMDB's own cursors hold as many pages.
  private static let deepest = 32

  /// The number of the transaction that made the state.
  let transaction: UInt64

  /// Why a file has no state that can be mapped.
  package enum Failure: Error {
    case system(SystemFailure)
    /// It is none of LMDB's.
    case foreign
    /// It has so many bytes, and its newest state has more, or nil for more than any file.
    case truncated(size: Int, needed: Int?)
  }

  /// Maps the newest state of a file, which must not become shorter.
  package init(newestOf file: FileDescriptor) throws(Failure) {
    let header: LMDBFileHeader?
    let size: Int
    do throws(SystemFailure) {
      header = try LMDBFileHeader(written: file)
      // After the header, because a store that is being written grows in between.
      size = try file.size()
    } catch {
      throw .system(error)
    }
    guard let header else { throw .foreign }
    guard let needed = header.requiredFileSize, needed <= size else {
      throw .truncated(size: size, needed: header.requiredFileSize)
    }
    // Pictures are read in any order: reading ahead would bring in what nobody asked for.
    do throws(SystemFailure) { self.file = try MappedFile(file, size: needed) } catch { throw .system(error) }
    (pageSize, pageCount, main) = (header.pageSize, header.lastPage + 1, header.main)
    transaction = header.transaction
  }

  /// Bytes of all pages.
  var size: Int { bytes.count }

  // MARK: - Pages

  private func contents(_ number: UInt64, from page: UInt64) throws(PageDamage) -> UnsafeRawBufferPointer {
    guard number >= 2, number < pageCount else { throw PageDamage(page: page) }
    let offset = Int(number) * pageSize
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + pageSize])
  }

  /// A page of a tree at a level, 1 for leaves; `page` is the one that leads to it.
  func page(_ number: UInt64, level: Int, from page: UInt64) throws(PageDamage) -> MappedPage {
    try MappedPage(
      number, contents(number, from: page), kind: level > 1 ? MappedPage.branch : MappedPage.leaf)
  }

  /// Checks what a tree says of itself before its pages are followed; false where it is empty.
  func hasPages(_ tree: TreeRoot) throws(PageDamage) -> Bool {
    guard !tree.isEmpty else { return false }
    guard (1...Self.deepest).contains(tree.depth) else { throw PageDamage(page: tree.page) }
    return true
  }

  // MARK: - Values

  /// The location of the value of a leaf's node; its own pages, if it has any, are within the map but not checked yet.
  func place(of node: MappedNode) throws(PageDamage) -> (value: UnsafeRawBufferPointer, hasOwnPages: Bool) {
    switch node.flags {
    case 0: return (try node.inPage, false)
    case MappedNode.bigData:
      guard node.rest.count >= 8 else { throw PageDamage(page: node.page) }
      let first: UInt64 = node.rest.number(at: 0)
      guard first >= 2, first < pageCount, UInt64(pages(of: node.valueSize)) <= pageCount - first else {
        throw PageDamage(page: node.page)
      }
      let offset = Int(first) * pageSize + MappedPage.headerSize
      return (UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + node.valueSize]), true)
    default: throw PageDamage(page: node.page)
    }
  }

  /// Whether the pages before a value of its own say that they are that value's.
  func hasOwnHeader(_ value: UnsafeRawPointer, size: Int) -> Bool {
    let offset = value - bytes.baseAddress! - MappedPage.headerSize
    let header = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + MappedPage.headerSize])
    return header.number(at: 0, UInt64.self) == UInt64(offset / pageSize)
      && header.number(at: 10, UInt16.self) == MappedPage.overflow
      && Int(header.number(at: 12, UInt32.self)) >= pages(of: size)
  }

  private func pages(of valueSize: Int) -> Int { (MappedPage.headerSize + valueSize + pageSize - 1) / pageSize }

  /// The value of a leaf's node.
  func value(of node: MappedNode) throws(PageDamage) -> UnsafeRawBufferPointer {
    let (value, hasOwnPages) = try place(of: node)
    if hasOwnPages, !hasOwnHeader(value.baseAddress!, size: value.count) { throw PageDamage(page: node.page) }
    return value
  }

  // MARK: - Trees

  /// The node with a key, or nil; O(log n).
  func node(_ key: UnsafeRawBufferPointer, in tree: TreeRoot) throws(PageDamage) -> MappedNode? {
    guard try hasPages(tree) else { return nil }
    var (number, page) = (tree.page, tree.page)
    for level in stride(from: tree.depth, to: 1, by: -1) {
      let branch = try self.page(number, level: level, from: page)
      (page, number) = (number, try branch.node(branch.placeBelow(key)).child)
    }
    let leaf = try self.page(number, level: 1, from: page)
    let place = try leaf.place(of: key)
    guard place < leaf.count else { return nil }
    let node = try leaf.node(place)
    return node.key.order(to: key) == 0 ? node : nil
  }

  /// The tree of a name, or nil.
  func tree(named name: String) throws(PageDamage) -> TreeRoot? {
    try Array(name.utf8).withUnsafeBufferPointer { (name) throws(PageDamage) in
      guard let node = try node(UnsafeRawBufferPointer(name), in: main) else { return nil }
      guard node.flags == MappedNode.subTree, node.valueSize == TreeRoot.size else { throw PageDamage(page: node.page) }
      return TreeRoot(try node.inPage)
    }
  }

  // MARK: - Several values of one key

  /// The numbers (u64, big-endian) of one key of a tree of sorted duplicates of 8 bytes, ascending.
  func numbers(of node: MappedNode) throws(PageDamage) -> [UInt64] {
    var numbers: [UInt64] = []
    switch node.flags {
    case 0:
      let value = try node.inPage
      guard value.count == 8 else { throw PageDamage(page: node.page) }
      numbers = [UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))]
    case MappedNode.duplicates:
      // A page within the node, which has the mark of such (0x40) and may have that of its last change (0x10).
      let value = try node.inPage
      guard value.count >= MappedPage.headerSize, value.number(at: 10, UInt16.self) & ~0x50 == MappedPage.fixedLeaf
      else { throw PageDamage(page: node.page) }
      try append(value, lower: Int(value.number(at: 12, UInt16.self)), page: node.page, to: &numbers)
    case MappedNode.duplicates | MappedNode.subTree:
      guard node.valueSize == TreeRoot.size else { throw PageDamage(page: node.page) }
      let tree = TreeRoot(try node.inPage)
      guard try hasPages(tree) else { throw PageDamage(page: node.page) }
      try append(tree.page, level: tree.depth, from: node.page, to: &numbers)
    default: throw PageDamage(page: node.page)
    }
    return numbers
  }

  private func append(
    _ number: UInt64, level: Int, from page: UInt64, to numbers: inout [UInt64]
  ) throws(PageDamage) {
    guard level > 1 else {
      let leaf = try MappedPage(number, contents(number, from: page), kind: MappedPage.fixedLeaf)
      return try append(leaf.bytes, lower: MappedPage.headerSize + 2 * leaf.count, page: number, to: &numbers)
    }
    let branch = try self.page(number, level: level, from: page)
    for place in 0..<branch.count {
      try append(branch.node(place).child, level: level - 1, from: number, to: &numbers)
    }
  }

  /// Takes the values of one page; they must go on ascending, so that no page can be walked twice.
  private func append(
    _ bytes: UnsafeRawBufferPointer, lower: Int, page: UInt64, to numbers: inout [UInt64]
  ) throws(PageDamage) {
    let count = (lower - MappedPage.headerSize) / 2
    guard bytes.number(at: 8, UInt16.self) == 8, count >= 1, MappedPage.headerSize + 8 * count <= bytes.count else {
      throw PageDamage(page: page)
    }
    for place in 0..<count {
      let number = UInt64(
        bigEndian: bytes.loadUnaligned(fromByteOffset: MappedPage.headerSize + 8 * place, as: UInt64.self))
      if let last = numbers.last, last >= number { throw PageDamage(page: page) }
      numbers.append(number)
    }
  }
}
