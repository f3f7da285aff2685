internal import FractalCore

/// The header as entries of the database `meta`: a name each, and a value of fixed little-endian form.
extension StoreHeader {
  /// The keys of `meta`.
  package enum Entry: String, Sendable, CaseIterable {
    case schema, generator, renderer, plan, catalog, seed, shape, range, state, root, count
  }

  /// The entries in the order of ``Entry``; root and count only of a sealed header.
  package var entries: [(key: Entry, value: [UInt8])] {
    var entries: [(key: Entry, value: [UInt8])] = [
      (.schema, Self.bytes(schema.major, schema.minor)),
      (.generator, Array(generatorVersion.utf8)),
      (.renderer, Self.bytes(rendererVersion)),
      (.plan, planHash.bytes),
      (.catalog, catalogHash.bytes),
      (.seed, Self.bytes(seed)),
      (.shape, Self.bytes(UInt32(shape.height), UInt32(shape.width), UInt32(shape.channels))),
      (.range, Self.bytes(UInt64(idRange.lowerBound), UInt64(idRange.count))),
      (.state, [state.rawValue]),
    ]
    if let root {
      entries.append((.root, root.bytes))
      entries.append((.count, Self.bytes(UInt64(count))))
    }
    return entries
  }

  /// Why entries make no header.
  package enum Malformed: Error {
    case newerMajor(StoreSchema)
    case entry(Entry)
  }

  /// The header that `value` gives entry by entry; the count of a growing one is 0.
  package init(value: (Entry) -> [UInt8]?) throws(Malformed) {
    func entry(_ name: Entry) throws(Malformed) -> CanonicalReader {
      guard let bytes = value(name) else { throw .entry(name) }
      return CanonicalReader(bytes)
    }
    func numbers<Number: FixedWidthInteger>(_ name: Entry, _ count: Int, _: Number.Type) throws(Malformed) -> [Number] {
      var reader = try entry(name)
      guard reader.remaining == count * MemoryLayout<Number>.size else { throw .entry(name) }
      return (0..<count).compactMap { _ in try? reader.read(Number.self) }
    }
    func digest(_ name: Entry) throws(Malformed) -> SHA256Digest {
      guard let digest = value(name).flatMap({ SHA256Digest(bytes: $0) }) else { throw .entry(name) }
      return digest
    }

    // Before all else: the rest of another major version may have any form.
    let version = try numbers(.schema, 2, UInt32.self)
    let schema = StoreSchema(major: version[0], minor: version[1])
    guard schema.major == StoreSchema.current.major else { throw .newerMajor(schema) }
    guard let generator = value(.generator) else { throw .entry(.generator) }
    let sides = try numbers(.shape, 3, UInt32.self)
    let shape = PixelShape(height: Int(sides[0]), width: Int(sides[1]), channels: Int(sides[2]))
    guard shape.isValidAsset else { throw .entry(.shape) }
    let range = try numbers(.range, 2, UInt64.self)
    let (end, overflow) = range[0].addingReportingOverflow(range[1])
    guard !overflow, let first = Int(exactly: range[0]), let last = Int(exactly: end) else { throw .entry(.range) }
    guard let state = State(rawValue: try numbers(.state, 1, UInt8.self)[0]) else { throw .entry(.state) }
    self.init(
      schema: schema, generatorVersion: String(decoding: generator, as: UTF8.self),
      rendererVersion: try numbers(.renderer, 1, UInt32.self)[0], planHash: try digest(.plan),
      catalogHash: try digest(.catalog), seed: try numbers(.seed, 1, UInt64.self)[0], shape: shape,
      idRange: first..<last, state: state)
    if state == .sealed {
      root = try digest(.root)
      guard try numbers(.count, 1, UInt64.self)[0] == UInt64(idRange.count) else { throw .entry(.count) }
      count = idRange.count
    }
  }

  private static func bytes<each Number: FixedWidthInteger>(_ numbers: repeat each Number) -> [UInt8] {
    var writer = CanonicalWriter()
    repeat writer.write(each numbers)
    return writer.bytes
  }
}
