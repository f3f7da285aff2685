/// The names of the trees in a kind of file.
package protocol TreeName: RawRepresentable<String>, Hashable, CaseIterable, Sendable {
  /// LMDB's flags of the tree, which give its order.
  var flags: UInt16 { get }
}

/// The named trees of one committed state of a file.
package struct CommittedTrees<Name: TreeName>: Sendable {
  let map: PageMap
  private let roots: [Name: TreeRoot]

  /// Finds every name's tree; nil where the file has none of the first name, and so is of another kind.
  package init?(_ map: PageMap) throws(PageDamage) {
    var roots: [Name: TreeRoot] = [:]
    for name in Name.allCases {
      guard let tree = try map.tree(named: name.rawValue) else {
        if roots.isEmpty { return nil }
        throw PageDamage(page: map.main.page)
      }
      guard tree.flags == name.flags else { throw PageDamage(page: map.main.page) }
      roots[name] = tree
    }
    self.map = map
    self.roots = roots
  }

  /// The tree of a name.
  subscript(_ name: Name) -> TreeRoot { roots[name]! }

  /// A cursor on the tree of a name.
  func cursor(_ name: Name) -> TreeCursor { TreeCursor(map, self[name]) }

  /// The value of a key, which lives as long as the map, or nil; O(log n).
  func value(of key: UnsafeRawBufferPointer, in name: Name) throws(PageDamage) -> UnsafeRawBufferPointer? {
    guard let node = try map.node(key, in: self[name]) else { return nil }
    return try map.value(of: node)
  }

  /// The value of a number's key (u64, big-endian), or nil; O(log n).
  func value(of id: UInt64, in name: Name) throws(PageDamage) -> UnsafeRawBufferPointer? {
    try withUnsafeBytes(of: id.bigEndian) { (key) throws(PageDamage) in try value(of: key, in: name) }
  }

  /// The bytes of a text's value, copied, or nil.
  func bytes(of key: String, in name: Name) throws(PageDamage) -> [UInt8]? {
    try Array(key.utf8).withUnsafeBufferPointer { (key) throws(PageDamage) in
      try value(of: UnsafeRawBufferPointer(key), in: name).map(Array.init)
    }
  }
}
