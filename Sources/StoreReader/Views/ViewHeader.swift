public import FractalCore

/// The header of a view.
public struct ViewHeader: Sendable, Hashable {
  /// The version of the on-disk contract.
  public var schema: StoreSchema
  /// The Merkle root of the store that it was made from.
  public var root: SHA256Digest
  /// The side of its pictures, or their shorter side.
  public var size: Int
  /// The shape of every picture.
  public var shape: PixelShape
  /// The ids of its pictures: those of the store.
  public var idRange: Range<Int>
  /// Pictures a value, a power of two.
  public var packing: Int

  /// The header of a view of a sealed store.
  package init(layout: ViewLayout, root: SHA256Digest, idRange: Range<Int>) {
    schema = .current
    self.root = root
    size = layout.size
    shape = layout.shape
    self.idRange = idRange
    packing = layout.packing
  }

  /// The keys of a view's database `meta`.
  package enum Entry: String, Sendable, CaseIterable {
    case schema, root, size, shape, range, packing
  }

  /// The entries in the order of ``Entry``.
  package var entries: [(key: Entry, value: [UInt8])] {
    [
      (.schema, Self.bytes(schema.major, schema.minor)),
      (.root, root.bytes),
      (.size, Self.bytes(UInt32(size))),
      (.shape, Self.bytes(UInt32(shape.height), UInt32(shape.width), UInt32(shape.channels))),
      (.range, Self.bytes(UInt64(idRange.lowerBound), UInt64(idRange.count))),
      (.packing, Self.bytes(UInt32(packing))),
    ]
  }

  /// The header that `value` gives entry by entry.
  package init(value: (Entry) -> [UInt8]?) throws(Malformed) {
    func numbers<Number: FixedWidthInteger>(_ name: Entry, _ count: Int, _: Number.Type) throws(Malformed) -> [Int] {
      var reader = CanonicalReader(value(name) ?? [])
      guard reader.remaining == count * MemoryLayout<Number>.size else { throw .entry(name) }
      let numbers = (0..<count).compactMap { _ in (try? reader.read(Number.self)).flatMap { Int(exactly: $0) } }
      guard numbers.count == count else { throw .entry(name) }
      return numbers
    }
    // Before all else: the rest of another major version may have any form.
    let version = try numbers(.schema, 2, UInt32.self)
    schema = StoreSchema(major: UInt32(version[0]), minor: UInt32(version[1]))
    guard schema.major == StoreSchema.current.major else { throw .newerMajor(schema) }
    guard let root = value(.root).flatMap({ SHA256Digest(bytes: $0) }) else { throw .entry(.root) }
    self.root = root
    size = try numbers(.size, 1, UInt32.self)[0]
    let sides = try numbers(.shape, 3, UInt32.self)
    shape = PixelShape(height: sides[0], width: sides[1], channels: sides[2])
    guard (1...ViewLayout.longestSide).contains(shape.height), (1...ViewLayout.longestSide).contains(shape.width),
      shape.channels == 1 || shape.channels == 3
    else { throw .entry(.shape) }
    let range = try numbers(.range, 2, UInt64.self)
    let (end, overflow) = range[0].addingReportingOverflow(range[1])
    guard !overflow else { throw .entry(.range) }
    idRange = range[0]..<end
    packing = try numbers(.packing, 1, UInt32.self)[0]
    guard (1...65_536).contains(packing), packing & (packing - 1) == 0 else { throw .entry(.packing) }
  }

  /// Why entries make no header.
  package enum Malformed: Error {
    case newerMajor(StoreSchema)
    case entry(Entry)
  }

  private static func bytes<each Number: FixedWidthInteger>(_ numbers: repeat each Number) -> [UInt8] {
    var writer = CanonicalWriter()
    repeat writer.write(each numbers)
    return writer.bytes
  }
}
