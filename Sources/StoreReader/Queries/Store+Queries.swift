public import FractalCore

/// The entry of an attribute in the index.
public struct StoreAttribute: Sendable, Hashable {
  /// The type of its values.
  public enum Kind: Sendable, Hashable {
    case text, number
  }

  /// Its name.
  public let name: String
  /// The type of its values.
  public let kind: Kind

  /// An attribute as given.
  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

extension Store {
  /// The attributes that assets have, by name; O(a log n) for a attributes.
  public func attributes() throws(StoreError) -> [StoreAttribute] {
    try walk { (cursor) throws(PageDamage) in
      var attributes: [StoreAttribute] = []
      var entry = try cursor.first()
      while let node = entry {
        guard let (name, value, _) = AttributeKey.parts(of: node.key) else { throw PageDamage(page: node.page) }
        let kind: StoreAttribute.Kind = if case .text = value { .text } else { .number }
        attributes.append(StoreAttribute(name: name, kind: kind))
        // Keys of a name go on with 0: the first one behind them all. By the key's own bytes, which need not be UTF-8 and so
        // need not be the name's: the walk must go on.
        entry = try cursor.seek(node.key.prefix { $0 != 0 } + [1])
      }
      return attributes
    }
  }

  /// The ids of assets whose number `attribute` lies in `range`, ascending; O(log n + m log m) for m of them.
  ///
  /// An attribute that no asset has gives none.
  public func ids(where attribute: String, in range: ClosedRange<Double>) throws(StoreError) -> [Int] {
    try numbers(attribute, in: range).map(\.id).sorted()
  }

  /// The ids of assets whose text `attribute` is `text`, ascending; O(log n + m).
  public func ids(where attribute: String, equals text: String) throws(StoreError) -> [Int] {
    guard AttributeKey.isValid(attribute), AttributeKey.isValid(text) else { return [] }
    let prefix = AttributeKey.prefix(attribute, .text(text))
    return try walk { (cursor) throws(PageDamage) in
      var ids: [Int] = []
      var entry = try cursor.seek(prefix)
      while let node = entry, node.key.starts(with: prefix) {
        ids.append(try id(atEndOf: node))
        entry = try cursor.next()
      }
      return ids
    }
  }

  /// The assets that have the number `attribute`, with it: by value, equal ones by id; O(log n + m).
  public func numbers(
    _ attribute: String, in range: ClosedRange<Double> = -.infinity ... .infinity
  ) throws(StoreError) -> [(id: Int, value: Double)] {
    guard AttributeKey.isValid(attribute) else { return [] }
    let first = AttributeKey.prefix(attribute, .number(range.lowerBound))
    let last = AttributeKey.prefix(attribute, .number(range.upperBound))
    return try walk { (cursor) throws(PageDamage) in
      var found: [(id: Int, value: Double)] = []
      var entry = try cursor.seek(first)
      // The same name and kind, and a value not beyond the last: bytes order as numbers.
      while let node = entry, node.key.count == last.count + 8,
        !last.lexicographicallyPrecedes(node.key.dropLast(8))
      {
        let value = UnsafeRawBufferPointer(rebasing: node.key[(node.key.count - 16)..<(node.key.count - 8)])
        found.append((try id(atEndOf: node), AttributeKey.number(value)))
        entry = try cursor.next()
      }
      return found
    }
  }

  /// The ids of the assets that meet a query, in the order of a number attribute, or of ids; O(log n + m log m).
  ///
  /// - Parameters:
  ///   - query: what the assets must meet.
  ///   - attribute: the number to sort by; assets without it are left out. Nil for the order of ids.
  ///   - descending: whether the largest number comes first.
  public func ids(
    matching query: StoreQuery, sortedBy attribute: String?, descending: Bool = false
  ) throws(StoreError) -> [Int] {
    var ids = try ids(matching: query)
    if let attribute {
      let known = try attributes()
      guard known.contains(StoreAttribute(name: attribute, kind: .number)) else {
        let names = known.filter { $0.kind == .number }.map(\.name).joined(separator: ", ")
        throw StoreError(
          .invalidQuery,
          "assets cannot be sorted by '\(attribute)': it is no number that they have; there are: \(names)")
      }
      let wanted = Set(ids)
      ids = try numbers(attribute).map(\.id).filter(wanted.contains)
    }
    return descending ? ids.reversed() : ids
  }

  /// The ids of assets with this hash (SHA-256 of shape and pixels), ascending; O(log n).
  public func ids(withHash hash: SHA256Digest) throws(StoreError) -> [Int] {
    let prefix = Array(hash.bytes.prefix(16))
    let candidates: [Int] = try walk(.hash) { (cursor) throws(PageDamage) in
      guard let node = try cursor.seek(prefix), node.key.elementsEqual(prefix) else { return [] }
      return try cursor.map.numbers(of: node).map { (number) throws(PageDamage) in
        try id(number, at: node)
      }
    }
    // The index has half of the hash; the record has all of it. In canonical JSON quotes within strings are escaped, so
    // this text can be nothing but the member.
    let member = Array("\"sha256\":\"\(hash.hex)\"".utf8)
    var found: [Int] = []
    for id in candidates {
      let record = try record(of: id)
      if record.indices.contains(where: { record[$0...].starts(with: member) }) { found.append(id) }
    }
    return found
  }

  /// Calls `body` with a cursor on an index.
  private func walk<Result: Sendable>(
    _ database: StoreDatabase = .attr, _ body: (inout TreeCursor) throws(PageDamage) -> Result
  ) throws(StoreError) -> Result {
    try read { (trees) throws(StoreError) in
      var cursor = trees.cursor(database)
      do throws(PageDamage) {
        return try body(&cursor)
      } catch {
        throw StoreError(error, reading: path)
      }
    }
  }

  private func id(atEndOf node: MappedNode) throws(PageDamage) -> Int {
    guard node.key.count >= 8 else { throw PageDamage(page: node.page) }
    return try id(
      UInt64(bigEndian: node.key.loadUnaligned(fromByteOffset: node.key.count - 8, as: UInt64.self)), at: node)
  }

  /// An id that stands in an index: one of the store's, or the index is damaged.
  private func id(_ number: UInt64, at node: MappedNode) throws(PageDamage) -> Int {
    guard let id = Int(exactly: number), header.idRange.contains(id) else { throw PageDamage(page: node.page) }
    return id
  }
}
