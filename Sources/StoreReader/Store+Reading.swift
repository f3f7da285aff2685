public import FractalCore
internal import Synchronization

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
    let handle = try handle()
    let pixels = try mappedPixels(of: id, handle)
    return try withExtendedLifetime(handle) { try body(pixels) }
  }

  /// The pixels of an asset in a sealed store's memory map, which hold for as long as the store; nil of an unsealed one.
  ///
  /// Where the store is used after a fork, pointers from before it hold in the child as well.
  public func mappedPixels(of id: Int) throws(StoreError) -> UnsafeRawBufferPointer? {
    guard isSealed else { return nil }
    return try mappedPixels(of: id, handle())
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
    let envelope = try read { (handle, transaction) throws(StoreError) in
      RecordEnvelope(stored: try value(of: id, in: handle.databases.records, transaction))
    }
    guard let envelope else {
      throw StoreError(.damaged, "the record of asset \(id) in \(path) is damaged: run `fernery store verify` on it")
    }
    return envelope
  }

  /// A specification of the catalog, in its canonical form: also of an asset that is not in the store.
  ///
  /// - Throws: ``StoreError`` for an id outside of `0..<catalogCount`.
  public func specification(of id: Int) throws(StoreError) -> [UInt8] {
    try read { (handle, transaction) throws(StoreError) in
      try Array(value(of: id, in: handle.databases.catalog, transaction))
    }
  }

  /// How many specifications the catalog has; they have the ids from 0.
  public var catalogCount: Int {
    get throws(StoreError) {
      try read { (handle, transaction) throws(StoreError) in
        do throws(LMDBFailure) {
          return try handle.databases.catalog.count(in: transaction)
        } catch {
          throw StoreError(error, reading: path)
        }
      }
    }
  }

  private func pixelBytes(of id: Int) throws(StoreError) -> [UInt8] {
    guard isSealed else {
      return try readUnsealed { (handle, transaction) throws(StoreError) in
        try Array(sizedPixels(of: id, handle, transaction))
      }
    }
    let handle = try handle()
    let pixels = try mappedPixels(of: id, handle)
    return withExtendedLifetime(handle) { Array(pixels) }
  }

  /// The pixels in a sealed store's map, for as long as the handle lives.
  private func mappedPixels(of id: Int, _ handle: StoreHandle) throws(StoreError) -> UnsafeRawBufferPointer {
    if let table = handle.pixels, table.ids.contains(id) {
      do throws(LMDBFailure) {
        if let picture = try table.picture(id) { return picture }
      } catch {
        throw StoreError(error, reading: path)
      }
    }
    throw pixelError(of: id)
  }

  /// What is wrong with the pixels of an asset that could not be read.
  func pixelError(of id: Int) -> StoreError {
    do throws(StoreError) {
      try read { (handle, transaction) throws(StoreError) in _ = try sizedPixels(of: id, handle, transaction) }
    } catch {
      return error
    }
    return StoreError(.damaged, "asset \(id) in \(path) is damaged: run `fernery store verify` on it")
  }

  func sizedPixels(
    of id: Int, _ handle: StoreHandle, _ transaction: LMDBTransaction
  ) throws(StoreError) -> UnsafeRawBufferPointer {
    let pixels = try value(of: id, in: handle.databases.images, transaction)
    guard pixels.count == header.shape.byteCount else {
      throw StoreError(
        .damaged,
        "asset \(id) in \(path) is damaged: it has \(pixels.count) bytes and should have \(header.shape.byteCount)")
    }
    return pixels
  }

  private func value(
    of id: Int, in database: LMDBDatabase, _ transaction: LMDBTransaction
  ) throws(StoreError) -> UnsafeRawBufferPointer {
    guard let key = UInt64(exactly: id) else {
      throw StoreError(.noSuchID, "no asset has the id \(id): ids begin at 0")
    }
    do throws(LMDBFailure) {
      if let value = try database.value(of: key, in: transaction) { return value }
    } catch {
      throw StoreError(error, reading: path)
    }
    let range = header.idRange
    throw StoreError(
      .noSuchID,
      isSealed && range.contains(id)
        ? "asset \(id) is missing in \(path): run `fernery store verify` on it"
        : "\(path) has nothing with the id \(id): its assets are \(range.lowerBound) to \(range.upperBound - 1)"
          + (isSealed ? "" : ", not all of them made yet"))
  }
}
