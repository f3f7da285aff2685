public import FractalCore

extension Store {
  /// Copies the pictures of a batch one behind another into `buffer`, in the order of `ids`; O(n).
  ///
  /// - Parameters:
  ///   - ids: ids of the store, in any order, also several times.
  ///   - buffer: `ids.count * header.shape.byteCount` bytes.
  ///   - threads: the most threads that copy, started and joined within the call; each gets a MiB at least. An unsealed
  ///     store is read by the caller alone.
  /// - Throws: ``StoreError`` for an id that is not there, a buffer of another size, a damaged asset; then the content
  ///   of `buffer` is not defined.
  public func fill(
    ids: [Int], into buffer: UnsafeMutableRawBufferPointer, threads: Int = 1
  ) throws(StoreError) {
    let target = try checkedTarget(buffer, count: ids.count, shape: header.shape)
    guard case .sealed(_, let table) = content else { return try fillGrowing(ids, target) }
    if let stranger = ids.first(where: { !table.ids.contains($0) }) { throw pixelError(of: stranger) }
    do throws(PixelTable.FillFailure) {
      try table.fill(ids, into: target, threads: threads)
    } catch {
      if let damage = error.damage { throw StoreError(damage, reading: path) }
      throw pixelError(of: ids[error.place])
    }
  }

  private func fillGrowing(_ ids: [Int], _ target: UnsafeMutableRawPointer) throws(StoreError) {
    let size = header.shape.byteCount
    nonisolated(unsafe) let target = target
    try read { (trees) throws(StoreError) in
      for (place, id) in ids.enumerated() {
        let pixels = try sizedPixels(of: id, trees)
        (target + place * size).copyMemory(from: pixels.baseAddress!, byteCount: size)
      }
    }
  }
}

/// The buffer's address when it has room for exactly `count` pictures of `shape`.
func checkedTarget(
  _ buffer: UnsafeMutableRawBufferPointer, count: Int, shape: PixelShape
) throws(StoreError) -> UnsafeMutableRawPointer {
  guard buffer.count == count * shape.byteCount else {
    throw StoreError(
      .wrongBuffer,
      "a batch of \(count) pictures of \(shape) needs \(count * shape.byteCount) bytes, and the buffer has "
        + "\(buffer.count)")
  }
  // An empty batch may come with no address; nothing is written to this one.
  return buffer.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 1)!
}
