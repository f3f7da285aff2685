/// Walks the trees of an LMDB file and holds every page against what it must be.
///
/// Checks all that a search relies on, not only the leaves: keys ascend throughout, every separator
/// in a branch divides what lies left and right of it, depths and counts are those that the tree's description names,
/// and no page belongs to two places. A damaged page is reported and its subtree passed over, so a walk always ends.
struct PageWalk {
  let pages: PageFile
  /// Pages behind this one are not part of the committed state.
  let lastPage: UInt64
  /// Told of each page or tree that is not what it should be.
  let report: (String) -> Void

  private var seen: [UInt64]
  /// Pages that were taken, the two meta pages among them.
  private(set) var pagesTaken: UInt64 = 2

  init(_ pages: PageFile, lastPage: UInt64, report: @escaping (String) -> Void) {
    self.pages = pages
    self.lastPage = min(lastPage, UInt64(pages.pageCount))
    self.report = report
    seen = [UInt64](repeating: 0, count: pages.pageCount / 64 + 1)
  }

  /// Takes the pages that a list of free ones names, after all trees were walked: none of them may be in use, or named twice.
  ///
  /// - Returns: the first page that is.
  mutating func takeFree(_ numbers: [UInt64]) -> UInt64? {
    numbers.first { !take($0) }
  }

  /// The facts about the tree that is walked.
  private struct Tally {
    var name: String
    var tree: PageTree
    var branchPages: UInt64 = 0
    var leafPages: UInt64 = 0
    var overflowPages: UInt64 = 0
    var entries: UInt64 = 0
    var lastKey: [UInt8]?
    /// The separator that the next key must not be below.
    var bound: [UInt8]?
    var isSound = true
  }

  private static let integerKeys: UInt16 = 0x08
  private static let deepest = 32

  /// Visits the entries of a tree in their order, each with its key and where its value lies.
  ///
  /// Of a key with several values each is visited.
  ///
  /// - Returns: whether the whole tree is sound.
  mutating func visit(
    _ tree: PageTree, named name: String, _ body: (_ key: [UInt8], _ value: PageSpan) -> Void
  ) -> Bool {
    var tally = Tally(name: name, tree: tree)
    if tree.root != PageTree.empty {
      guard tree.depth >= 1, tree.depth <= Self.deepest else {
        report("the tree of '\(name)' is said to be \(tree.depth) pages deep")
        return false
      }
      visit(page: tree.root, level: tree.depth, &tally, body)
    }
    if tally.isSound {
      let counted = [tally.branchPages, tally.leafPages, tally.overflowPages, tally.entries]
      if counted != [tree.branchPages, tree.leafPages, tree.overflowPages, tree.entries]
        || (tree.root == PageTree.empty) != (tree.depth == 0)
      {
        fault(&tally, "the tree of '\(name)' has not the pages and entries that it is said to have")
      }
    }
    return tally.isSound
  }

  private func fault(_ tally: inout Tally, _ text: String) {
    tally.isSound = false
    report(text)
  }

  private func fault(_ tally: inout Tally, _ page: Page, _ text: String) {
    fault(&tally, "page \(page.number) of '\(tally.name)' \(text)")
  }

  /// Takes a page for one place; false when it is outside of the file or taken already.
  private mutating func take(_ number: UInt64) -> Bool {
    guard number >= 2, number <= lastPage, number < UInt64(pages.pageCount) else { return false }
    let (word, bit) = (Int(number / 64), UInt64(1) << (number % 64))
    guard seen[word] & bit == 0 else { return false }
    seen[word] |= bit
    pagesTaken += 1
    return true
  }

  private mutating func visit(
    page number: UInt64, level: Int, _ tally: inout Tally, _ body: ([UInt8], PageSpan) -> Void
  ) {
    guard take(number), let page = pages.page(number) else {
      return fault(&tally, "page \(number) of '\(tally.name)' is not in the file or stands in two places")
    }
    guard page.ownNumber == number, page.kind == (level > 1 ? .branch : .leaf), let nodes = page.nodes else {
      return fault(&tally, "page \(number) of '\(tally.name)' is damaged")
    }
    if level > 1 {
      tally.branchPages += 1
      if nodes.count < 2 { fault(&tally, "page \(number) of '\(tally.name)' is damaged") }
      for (place, node) in nodes.enumerated() {
        // The first separator of a branch stands for all that is below the second.
        if place > 0 { take(separator: node.key, page: number, &tally) }
        visit(page: node.child, level: level - 1, &tally, body)
      }
    } else {
      tally.leafPages += 1
      for node in nodes { visit(node, of: page, &tally, body) }
    }
  }

  private func take(separator: [UInt8], page: UInt64, _ tally: inout Tally) {
    if let last = tally.lastKey, !precedes(last, separator, tally) {
      fault(&tally, "page \(page) of '\(tally.name)' divides its keys wrongly")
    }
    tally.bound = separator
  }

  private func precedes(_ left: [UInt8], _ right: [UInt8], _ tally: Tally) -> Bool {
    if tally.tree.flags & Self.integerKeys != 0 {
      guard left.count == 8, right.count == 8 else { return false }
      return left.number(at: 0, UInt64.self) < right.number(at: 0, UInt64.self)
    }
    return left.lexicographicallyPrecedes(right)
  }

  private mutating func visit(
    _ node: PageNode, of page: Page, _ tally: inout Tally, _ body: ([UInt8], PageSpan) -> Void
  ) {
    let isOrdered = tally.lastKey.map { precedes($0, node.key, tally) } ?? true
    let isBound = tally.bound.map { !precedes(node.key, $0, tally) } ?? true
    if !isOrdered || !isBound || node.key.isEmpty { fault(&tally, page, "has a key out of its order") }
    tally.bound = nil
    tally.lastKey = node.key
    switch node.flags {
    case 0:
      tally.entries += 1
    case PageNode.subDatabase where tally.name == Self.mainName:
      tally.entries += 1
    case PageNode.bigData:
      guard takeRun(node, &tally) else { return fault(&tally, page, "leads to a value that is not whole") }
      tally.entries += 1
    case PageNode.duplicates, PageNode.duplicates | PageNode.subDatabase:
      return visitDuplicates(of: node, page, &tally, body)
    default:
      return fault(&tally, page, "has an entry of an unknown kind")
    }
    guard let span = node.span(pageOffset: Int(page.number) * pages.pageSize, pageSize: pages.pageSize) else {
      return fault(&tally, page, "leads to a value that is not whole")
    }
    body(node.key, span)
  }

  /// The name under which the tree of named databases is walked.
  static let mainName = "main"

  /// Takes the pages of a big value.
  private mutating func takeRun(_ node: PageNode, _ tally: inout Tally) -> Bool {
    let first = node.bigPage
    let count = (Page.headerSize + node.valueSize + pages.pageSize - 1) / pages.pageSize
    guard first >= 2, first <= lastPage, UInt64(count) <= lastPage - first + 1,
      let head = pages.bytes(at: Int(first) * pages.pageSize, count: Page.headerSize)
    else { return false }
    let page = Page(number: first, bytes: head)
    guard page.ownNumber == first, page.kind == .overflow, page.runLength >= count,
      UInt64(page.runLength) <= lastPage - first + 1
    else { return false }
    for number in first..<first + UInt64(page.runLength) {
      guard take(number) else { return false }
    }
    tally.overflowPages += UInt64(page.runLength)
    return true
  }

  // MARK: - Several values of one key

  /// Values of one size under one key: in a page inside of the node, or in a tree of their own.
  private mutating func visitDuplicates(
    of node: PageNode, _ page: Page, _ tally: inout Tally, _ body: ([UInt8], PageSpan) -> Void
  ) {
    let start = Int(page.number) * pages.pageSize + node.stored.startIndex
    let bytes = Array(node.stored)
    let pageSize = pages.pageSize
    var values: [UInt8]?
    func take(_ page: Page, at offset: Int) -> Bool {
      // In a node the page has the mark of one, 0x40, and may have that of its last change, 0x10.
      guard page.bytes.number(at: 10, UInt16.self) & ~0x50 == 0x22, let keys = page.fixedKeys(size: 8), !keys.isEmpty
      else { return false }
      for (place, value) in keys.enumerated() {
        if let last = values, !last.lexicographicallyPrecedes(value) { return false }
        values = value
        tally.entries += 1
        body(node.key, PageSpan(offset: offset + Page.headerSize + 8 * place, count: 8))
      }
      return true
    }
    if node.flags & PageNode.subDatabase == 0 {
      guard bytes.count >= Page.headerSize, take(Page(number: page.number, bytes: bytes), at: start) else {
        return fault(&tally, page, "has damaged values")
      }
      return
    }
    guard bytes.count == PageTree.size else {
      return fault(&tally, page, "has damaged values")
    }
    let tree = PageTree(bytes)
    let before = tally.entries
    guard tree.depth >= 1, tree.depth <= Self.deepest,
      visitFixed(tree.root, level: tree.depth, { take($0, at: Int($0.number) * pageSize) }),
      tally.entries - before == tree.entries
    else { return fault(&tally, page, "has damaged values") }
  }

  private mutating func visitFixed(_ number: UInt64, level: Int, _ body: (Page) -> Bool) -> Bool {
    guard take(number), let page = pages.page(number), page.ownNumber == number else { return false }
    guard level > 1 else { return page.kind == .fixedLeaf && body(page) }
    guard page.kind == .branch, let nodes = page.nodes, nodes.count >= 2 else { return false }
    for node in nodes {
      guard visitFixed(node.child, level: level - 1, body) else { return false }
    }
    return true
  }
}
