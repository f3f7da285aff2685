public import FractalCore

extension Store {
  /// Calls `body` with the pixels of an asset: `header.shape.byteCount` bytes, rows from the top, channels interleaved.
  ///
  /// The bytes hold during the call alone. In a sealed store they are the memory map's own, without a copy.
  ///
  /// - Throws: ``StoreError`` for an id outside of ``ids``; what `body` throws.
  public func withPixels<Result>(of id: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    guard isSealed else {
      return try pixelBytes(of: id).withUnsafeBytes(body)
    }
    let pixels = try sealedPixels(of: id)
    return try withExtendedLifetime(self) { try body(pixels) }
  }

  /// The pixels of an asset in a sealed store's memory map, which hold for as long as the store; nil of an unsealed one.
  ///
  /// After a fork, pointers from before it are valid in the child as well.
  public func mappedPixels(of id: Int) throws(StoreError) -> UnsafeRawBufferPointer? {
    guard isSealed else { return nil }
    return try sealedPixels(of: id)
  }

  /// An asset's picture, copied.
  public func pixels(of id: Int) throws(StoreError) -> Picture {
    Picture(shape: header.shape, pixels: try pixelBytes(of: id))
  }

  /// An asset's record: canonical JSON, its checksum compared.
  public func record(of id: Int) throws(StoreError) -> [UInt8] {
    try recordEnvelope(of: id).json
  }

  /// An asset's record with the checksum of its pixels.
  package func recordEnvelope(of id: Int) throws(StoreError) -> RecordEnvelope {
    let envelope = try read { (trees) throws(StoreError) in
      RecordEnvelope(stored: try value(of: id, in: .rec, trees))
    }
    guard let envelope else { throw StoreError(damaged: "in the record of asset \(id)", reading: path) }
    return envelope
  }

  /// A specification of the catalog, in its canonical form: also of an asset that is not in the store.
  ///
  /// - Throws: ``StoreError`` for an id outside of `0..<catalogCount`.
  public func specification(of id: Int) throws(StoreError) -> [UInt8] {
    try read { (trees) throws(StoreError) in try Array(value(of: id, in: .cat, trees)) }
  }

  /// How many specifications the catalog has; they have the ids from 0.
  ///
  /// - Throws: ``StoreError`` also where it says that it has more than the file can hold.
  public var catalogCount: Int {
    get throws(StoreError) {
      try read { (trees) throws(StoreError) in
        guard let count = Int(exactly: trees[.cat].entries), count <= trees.map.size / MappedNode.headerSize else {
          throw StoreError(damaged: "in the count of its catalog", reading: path)
        }
        return count
      }
    }
  }

  private func pixelBytes(of id: Int) throws(StoreError) -> [UInt8] {
    guard isSealed else {
      return try read { (trees) throws(StoreError) in try Array(sizedPixels(of: id, trees)) }
    }
    let pixels = try sealedPixels(of: id)
    return withExtendedLifetime(self) { Array(pixels) }
  }

  /// The pixels in a sealed store's map, for as long as the store lives.
  private func sealedPixels(of id: Int) throws(StoreError) -> UnsafeRawBufferPointer {
    if case .sealed(_, let table) = content, table.ids.contains(id) {
      do throws(PageDamage) {
        if let picture = try table.picture(id) { return picture }
      } catch {
        throw StoreError(error, reading: path)
      }
    }
    throw pixelError(of: id)
  }

  /// The error for the pixels of an asset that could not be read.
  func pixelError(of id: Int) -> StoreError {
    do throws(StoreError) {
      try read { (trees) throws(StoreError) in _ = try sizedPixels(of: id, trees) }
    } catch {
      return error
    }
    return StoreError(damaged: "in the pixels of asset \(id)", reading: path)
  }

  func sizedPixels(
    of id: Int, _ trees: CommittedTrees<StoreDatabase>
  ) throws(StoreError) -> UnsafeRawBufferPointer {
    let pixels = try value(of: id, in: .img, trees)
    guard pixels.count == header.shape.byteCount else {
      throw StoreError(
        damaged: "where asset \(id) has \(pixels.count) bytes and should have \(header.shape.byteCount)", reading: path)
    }
    return pixels
  }

  private func value(
    of id: Int, in database: StoreDatabase, _ trees: CommittedTrees<StoreDatabase>
  ) throws(StoreError) -> UnsafeRawBufferPointer {
    guard let key = UInt64(exactly: id) else {
      throw StoreError(.noSuchID, "no asset has the id \(id): ids begin at 0")
    }
    do throws(PageDamage) {
      if let value = try trees.value(of: key, in: database) { return value }
    } catch {
      throw StoreError(error, reading: path)
    }
    let range = header.idRange
    guard !isSealed || !range.contains(id) else {
      throw StoreError(damaged: "where asset \(id) is missing", reading: path)
    }
    throw StoreError(
      .noSuchID,
      "\(path) has nothing with the id \(id): its assets are \(range.lowerBound) to \(range.upperBound - 1)"
        + (isSealed ? "" : ", not all of them made yet"))
  }
}
