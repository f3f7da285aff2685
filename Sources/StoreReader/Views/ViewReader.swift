internal import CanonicalData
public import FractalCore
internal import SystemIO

/// An open view: every picture of a sealed store in another size, byte-equal to resizing it, found by its id in O(1).
///
/// Read like a sealed store: without locks and copies, by any number of threads and processes, also after a fork, and damage
/// is an error. It lies outside of the store's root and can be made anew at any time.
public final class ViewReader: Sendable {
  /// The view's file.
  public let path: String
  /// The view's header when it was opened.
  public let header: ViewHeader

  private let content: ViewContent

  /// Opens the view of `size` that lies beside a store's data; O(1).
  ///
  /// - Throws: ``StoreError``: `noSuchView` when there is none, `otherRoot` when it was made from another store, others
  ///   when it is truncated, damaged or of another major version.
  public init(of store: Store, size: Int) throws(StoreError) {
    let path = FolderWriting.path(StoreFile.view(size), in: store.path)
    guard let root = store.root else {
      throw StoreError(.noSuchView, "\(store.path) is not finished and has no views: run its generate command again")
    }
    let content: ViewContent
    do throws(StoreError) {
      content = try ViewContent(path: path)
    } catch {
      guard error.code == .noSuchView else { throw error }
      throw StoreError(
        .noSuchView, "\(store.path) has no view of size \(size): make it with `fernery store view --size \(size)`",
        cause: error.cause)
    }
    let header = content.header
    guard header.root == root else {
      throw StoreError(
        .otherRoot,
        "\(path) was made from another store (root \(header.root)) and not from this one (root \(root)): make it anew "
          + "with `fernery store view --size \(size)`")
    }
    let layout = try ViewLayout(of: store.header.shape, size: size)
    guard header.size == size, header.shape == layout.shape, header.idRange == store.header.idRange else {
      throw StoreError(.damaged, "the view \(path) is damaged: it does not fit its store; delete it and make it anew")
    }
    self.path = path
    self.header = header
    self.content = content
  }

  /// The shape of every picture.
  public var shape: PixelShape { header.shape }
  /// The ids of the pictures: those of the store.
  public var ids: Range<Int> { header.idRange }

  /// Calls `body` with a picture's bytes, rows from the top, channels interleaved: the map's own, without a copy; O(1).
  ///
  /// The bytes hold during the call alone.
  ///
  /// - Throws: ``StoreError`` for an id outside of ``ids``; what `body` throws.
  public func withPixels<Result>(of id: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    let pixels = try mappedPixels(of: id)
    return try withExtendedLifetime(self) { try body(pixels) }
  }

  /// A picture, copied.
  public func pixels(of id: Int) throws(StoreError) -> Picture {
    let pixels = try mappedPixels(of: id)
    return withExtendedLifetime(self) { Picture(shape: shape, pixels: Array(pixels)) }
  }

  /// Copies the pictures of a batch one behind another into `buffer`, in the order of `ids`; O(n).
  ///
  /// - Parameters:
  ///   - ids: ids of the store, in any order, also several times.
  ///   - buffer: `ids.count * shape.byteCount` bytes.
  ///   - threads: the most threads that copy, started and joined within the call; each gets a MiB at least.
  /// - Throws: ``StoreError`` for an id that is not there, a buffer of another size, a damaged view.
  public func fill(ids: [Int], into buffer: UnsafeMutableRawBufferPointer, threads: Int = 1) throws(StoreError) {
    let target = try checkedTarget(buffer, count: ids.count, shape: shape)
    if let stranger = ids.first(where: { !self.ids.contains($0) }) { throw noSuchID(stranger) }
    do throws(PixelTable.FillFailure) {
      try content.pixels.fill(ids, into: target, threads: threads)
    } catch {
      throw error.damage.map { ViewContent.storeError($0, path) } ?? damaged(ids[error.place])
    }
  }

  /// The ids of pictures whose stored bytes do not have their checksum; reads the whole view.
  public func damagedIDs() throws(StoreError) -> [Int] {
    var damaged: [Int] = []
    for first in stride(from: ids.lowerBound, to: ids.upperBound, by: header.packing) {
      let held = first..<min(first + header.packing, ids.upperBound)
      if !isWhole(held) { damaged.append(contentsOf: held) }
    }
    return damaged
  }

  /// Whether the value that holds these pictures is there and has its checksum.
  private func isWhole(_ held: Range<Int>) -> Bool {
    let key = UInt64((held.lowerBound - ids.lowerBound) / header.packing)
    guard let stored = try? content.trees.value(of: key, in: .sum), stored.count == 4,
      let first = try? content.pixels.picture(held.lowerBound)
    else { return false }
    let value = UnsafeRawBufferPointer(start: first.baseAddress, count: held.count * shape.byteCount)
    return stored.number(at: 0, UInt32.self) == Checksum.crc32c(value)
  }

  private func mappedPixels(of id: Int) throws(StoreError) -> UnsafeRawBufferPointer {
    guard ids.contains(id) else { throw noSuchID(id) }
    do throws(PageDamage) {
      if let picture = try content.pixels.picture(id) { return picture }
    } catch {
      throw ViewContent.storeError(error, path)
    }
    throw damaged(id)
  }

  private func noSuchID(_ id: Int) -> StoreError {
    StoreError(
      .noSuchID, "\(path) has nothing with the id \(id): its pictures are \(ids.lowerBound) to \(ids.upperBound - 1)")
  }

  private func damaged(_ id: Int) -> StoreError {
    StoreError(.damaged, "picture \(id) in the view \(path) is damaged: delete the view and make it anew")
  }
}
