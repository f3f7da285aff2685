/// A place in a tree, for walks in the order of keys.
///
/// A key that does not stand behind the one before it is damage, so that every walk ends, whatever pages lead to.
struct TreeCursor {
  let map: PageMap
  private let tree: TreeRoot
  /// The pages from the root to a leaf, each with the place where the walk is.
  private var path: [(page: MappedPage, place: Int)] = []
  private var last: UnsafeRawBufferPointer?

  /// A cursor that stands nowhere yet.
  init(_ map: PageMap, _ tree: TreeRoot) {
    (self.map, self.tree) = (map, tree)
  }

  /// The entry with the least key, or nil in an empty tree.
  mutating func first() throws(PageDamage) -> MappedNode? {
    try start { (_, _) throws(PageDamage) in 0 }
  }

  /// The first entry whose key is not less than `key`, or nil where there is none; O(log n).
  mutating func seek(_ key: UnsafeRawBufferPointer) throws(PageDamage) -> MappedNode? {
    let node = try start { (page, level) throws(PageDamage) in
      level > 1 ? try page.placeBelow(key) : try page.place(of: key)
    }
    if let node, node.key.order(to: key) < 0 { throw PageDamage(page: node.page) }
    return node
  }

  /// Moves to the first entry whose key is a number (u64, big-endian) or greater.
  mutating func seek(_ id: UInt64) throws(PageDamage) -> MappedNode? {
    try withUnsafeBytes(of: id.bigEndian) { (key) throws(PageDamage) in try seek(key) }
  }

  /// Moves to the first entry whose key is these bytes or greater.
  mutating func seek(_ key: [UInt8]) throws(PageDamage) -> MappedNode? {
    try key.withUnsafeBufferPointer { (key) throws(PageDamage) in try seek(UnsafeRawBufferPointer(key)) }
  }

  /// The entry behind the last one returned, or nil at the end.
  mutating func next() throws(PageDamage) -> MappedNode? {
    while let (page, place) = path.last {
      if place + 1 < page.count {
        path[path.count - 1].place = place + 1
        let level = tree.depth - path.count + 1
        guard level > 1 else { return try entry() }
        return try descend(to: page.node(place + 1).child, level: level - 1, from: page.number) {
          (_, _) throws(PageDamage) in 0
        }
      }
      path.removeLast()
    }
    return nil
  }

  private typealias Choice = (_ page: MappedPage, _ level: Int) throws(PageDamage) -> Int

  private mutating func start(_ choose: Choice) throws(PageDamage) -> MappedNode? {
    path.removeAll(keepingCapacity: true)
    last = nil
    guard try map.hasPages(tree) else { return nil }
    return try descend(to: tree.page, level: tree.depth, from: tree.page, choose)
  }

  /// Goes on to a page and from there to a leaf.
  private mutating func descend(
    to number: UInt64, level: Int, from parent: UInt64, _ choose: Choice
  ) throws(PageDamage) -> MappedNode? {
    var (number, parent) = (number, parent)
    for level in stride(from: level, through: 1, by: -1) {
      let page = try map.page(number, level: level, from: parent)
      let place = try choose(page, level)
      path.append((page, place))
      if level > 1 { (parent, number) = (number, try page.node(place).child) }
    }
    return try entry()
  }

  /// The entry of the leaf where the walk is, or that of the next leaf at a leaf's end.
  private mutating func entry() throws(PageDamage) -> MappedNode? {
    guard let (leaf, place) = path.last, place < leaf.count else { return try next() }
    let node = try leaf.node(place)
    if let last, last.order(to: node.key) >= 0 { throw PageDamage(page: leaf.number) }
    last = node.key
    return node
  }
}
