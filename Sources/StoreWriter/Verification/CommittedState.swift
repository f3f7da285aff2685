internal import FractalCore
internal import StoreReader

/// The newest committed state of a store's or a view's file, walked page by page: where everything lies.
struct CommittedState {
  let pages: PageFile
  let lastPage: UInt64
  /// The trees of the named databases.
  private(set) var trees: [String: PageTree] = [:]
  private(set) var metaEntries: [String: [UInt8]] = [:]
  private(set) var progress: [(key: UInt64, next: UInt64)] = []
  /// Whether the shape of every tree is as it must be.
  private(set) var isSound = true

  /// A named database that must be there, and the flags that give its order.
  typealias Expected = (name: String, flags: UInt16)

  /// Those of a store.
  static let storeDatabases: [Expected] = StoreDatabase.allCases.map { ($0.rawValue, $0 == .hash ? 0x14 : 0) }

  /// Walks all trees once, and takes what the databases `meta` and `prog` hold.
  ///
  /// - Returns: nil when there is no state to walk.
  init?(
    _ file: PageFile, databases: [Expected] = storeDatabases, _ report: @escaping (StoreDamage) -> Void
  ) {
    let (pages, metas) = MetaPage.both(file)
    for (number, meta) in metas.enumerated() where meta == nil {
      report(StoreDamage(.page, "meta page \(number) is damaged"))
      isSound = false
    }
    let known = metas.compactMap { $0 }
    // As LMDB chooses: the first where both have the same number.
    guard let newest = known.max(by: { $0.transaction < $1.transaction }) else { return nil }
    self.pages = pages
    lastPage = newest.lastPage
    if known.count == 2 {
      // Transactions take turns with the two pages, so their numbers are neighbours.
      let (even, odd) = (known[0].transaction, known[1].transaction)
      if (even > odd ? even - odd : odd - even) != 1 || even & 1 != 0 {
        report(StoreDamage(.page, "a meta page is damaged: they are of the transactions \(even) and \(odd)"))
        isSound = false
      }
    }
    guard lastPage < UInt64(pages.pageCount) else {
      report(
        StoreDamage(
          .file,
          "\(StoreFile.data) is truncated: it has \(pages.pageCount) pages of \(pages.pageSize) bytes, and its "
            + "last page is \(lastPage)"))
      isSound = false
      walkAll(newest, databases, report)
      return
    }
    walkAll(newest, databases, report)
  }

  /// Visits the entries of a named database.
  ///
  /// - Returns: whether the whole tree is sound.
  func visit(
    _ name: String, _ report: @escaping (StoreDamage) -> Void, _ body: ([UInt8], PageSpan) -> Void
  ) -> Bool {
    guard let tree = trees[name] else { return false }
    var walk = PageWalk(pages, lastPage: lastPage) { report(StoreDamage(.page, $0)) }
    return walk.visit(tree, named: name, body)
  }

  /// Visits the entries of a store's database.
  func visit(
    _ name: StoreDatabase, _ report: @escaping (StoreDamage) -> Void, _ body: ([UInt8], PageSpan) -> Void
  ) -> Bool {
    visit(name.rawValue, report, body)
  }

  private mutating func walkAll(
    _ meta: MetaPage, _ databases: [Expected], _ report: @escaping (StoreDamage) -> Void
  ) {
    var walk = PageWalk(pages, lastPage: lastPage) { report(StoreDamage(.page, $0)) }
    var freePages: [UInt64] = []
    var listsAreWhole = true
    let pages = pages
    if !walk.visit(
      meta.freePages, named: "free pages",
      { _, span in
        guard let list = Self.freeList(span, pages) else {
          listsAreWhole = false
          return
        }
        freePages += list
      })
    {
      isSound = false
    }
    var found: [(String, PageTree)] = []
    if !walk.visit(
      meta.main, named: PageWalk.mainName,
      { key, span in
        guard span.count == PageTree.size, let bytes = pages.bytes(of: span) else { return }
        found.append((String(decoding: key, as: UTF8.self), PageTree(bytes)))
      })
    {
      isSound = false
    }
    trees = Dictionary(found, uniquingKeysWith: { first, _ in first })
    for (name, flags) in databases {
      guard let tree = trees[name] else {
        report(StoreDamage(.page, "the database '\(name)' is missing"))
        isSound = false
        continue
      }
      guard tree.flags == flags else {
        report(StoreDamage(.page, "the database '\(name)' has an order that it must not have"))
        isSound = false
        continue
      }
    }
    // Every tree once more than it is read, so that a page that stands in two of them shows.
    for (name, tree) in found {
      let isSmall = name == StoreDatabase.meta.rawValue || name == StoreDatabase.prog.rawValue
      let sound = walk.visit(tree, named: name) { key, span in
        guard isSmall, span.count <= 1 << 20, let value = pages.bytes(of: span) else { return }
        if name == StoreDatabase.meta.rawValue {
          metaEntries[String(decoding: key, as: UTF8.self)] = value
        } else {
          let next: UInt64 = value.count == 8 ? value.number(at: 0) : .max
          progress.append((key.count == 8 ? UInt64(bigEndian: key.number(at: 0)) : .max, next))
        }
      }
      if !sound { isSound = false }
    }
    guard isSound else { return }
    func fault(_ text: String) {
      report(StoreDamage(.page, text))
      isSound = false
    }
    let inUse = walk.pagesTaken
    // The next commit overwrites pages that it takes for free.
    guard listsAreWhole else { return fault("a list of free pages is damaged") }
    if let page = walk.takeFree(freePages) {
      return fault("page \(page) is listed as free, and is in use, listed twice or not in the file")
    }
    if walk.pagesTaken != lastPage + 1 {
      fault("\(inUse) pages in use and \(freePages.count) free ones are not the \(lastPage + 1) of the file")
    }
  }

  /// The pages that a value of the tree of free pages lists, behind their number; nil where it cannot be such a list.
  private static func freeList(_ span: PageSpan, _ pages: PageFile) -> [UInt64]? {
    guard span.count >= 8, span.count <= pages.size, let bytes = pages.bytes(of: span),
      let count = Int(exactly: bytes.number(at: 0, UInt64.self)), count <= bytes.count / 8 - 1
    else { return nil }
    return (1...max(1, count)).prefix(count).map { bytes.number(at: 8 * $0) }
  }
}
