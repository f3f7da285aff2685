/// One of the two meta pages at the beginning of an LMDB file.
struct MetaPage: Hashable {
  /// The database of free pages, and the one whose entries are the named databases.
  let freePages: PageTree
  let main: PageTree
  let pageSize: Int
  let lastPage: UInt64
  let transaction: UInt64

  private static let magic: UInt32 = 0xBEEF_C0DE
  private static let dataVersion: UInt32 = 1
  private static let flags: UInt16 = 0x08
  private static let size = 152

  /// Reads the meta page that should stand at `number` x `pageSize`; nil unless all of its fixed fields are as they
  /// must be.
  init?(_ pages: PageFile, number: Int) {
    guard let bytes = pages.bytes(at: number * pages.pageSize, count: Self.size) else { return nil }
    guard bytes.number(at: 0, UInt64.self) == UInt64(number), bytes.number(at: 10, UInt16.self) == Self.flags,
      bytes.number(at: 16, UInt32.self) == Self.magic, bytes.number(at: 20, UInt32.self) == Self.dataVersion,
      bytes.number(at: 40, UInt32.self) == UInt32(pages.pageSize)
    else { return nil }
    freePages = PageTree(Array(bytes[40..<88]))
    main = PageTree(Array(bytes[88..<136]))
    pageSize = pages.pageSize
    lastPage = bytes.number(at: 136)
    transaction = bytes.number(at: 144)
  }

  /// Both meta pages of a file and the size of its pages.
  static func both(_ file: PageFile) -> (pages: PageFile, metas: [MetaPage?]) {
    for size in PageFile.pageSizes {
      var pages = file
      pages.pageSize = size
      let metas = [MetaPage(pages, number: 0), MetaPage(pages, number: 1)]
      if metas.contains(where: { $0 != nil }) { return (pages, metas) }
    }
    return (file, [nil, nil])
  }
}

/// A B+ tree of pages, as LMDB describes it in 48 bytes (`MDB_db`).
struct PageTree: Hashable {
  static let size = 48
  static let empty = UInt64.max

  let padding: UInt32
  let flags: UInt16
  let depth: Int
  let branchPages: UInt64
  let leafPages: UInt64
  let overflowPages: UInt64
  let entries: UInt64
  let root: UInt64

  /// - Precondition: 48 bytes.
  init(_ bytes: [UInt8]) {
    padding = bytes.number(at: 0)
    flags = bytes.number(at: 4)
    depth = Int(bytes.number(at: 6, UInt16.self))
    branchPages = bytes.number(at: 8)
    leafPages = bytes.number(at: 16)
    overflowPages = bytes.number(at: 24)
    entries = bytes.number(at: 32)
    root = bytes.number(at: 40)
  }
}
