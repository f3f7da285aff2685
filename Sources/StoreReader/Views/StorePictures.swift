public import FractalCore

/// A store's pictures in any size: from a view where one fits, else resized in memory.
///
/// Both give the same bytes, so a view changes speed alone.
public struct StorePictures: Sendable {
  /// The store.
  public let store: Store
  /// Its views, which all were made from it.
  public let views: [ViewReader]

  /// Opens a store's views with it.
  ///
  /// - Throws: ``StoreError`` when a view was made from another store or is damaged: it is to be made anew or deleted.
  public init(_ store: Store) throws(StoreError) {
    var views: [ViewReader] = []
    if store.isSealed {
      for size in try store.viewSizes() { views.append(try ViewReader(of: store, size: size)) }
    }
    self.store = store
    self.views = views
  }

  /// The view whose pictures are `height` x `width`, if there is one.
  public func view(height: Int, width: Int) -> ViewReader? {
    views.first { $0.shape.height == height && $0.shape.width == width }
  }

  /// The picture of an asset resized to `height` x `width`: O(1) from a view or at the assets' own size, before the copy.
  ///
  /// - Throws: ``StoreError`` for an id that is not there, sides that are not positive, a damaged asset.
  public func picture(of id: Int, height: Int, width: Int) throws(StoreError) -> Picture {
    if let view = view(height: height, width: width) { return try view.pixels(of: id) }
    let picture = try store.pixels(of: id)
    guard (picture.height, picture.width) != (height, width) else { return picture }
    do throws(ResamplingError) {
      return try Resampling(from: picture.shape, height: height, width: width)(picture)
    } catch {
      throw StoreError(.impossibleView, error.message)
    }
  }
}

/// Picture 0 is the store's first.
extension StorePictures: PictureSet {
  public var count: Int { store.count }
  public var shape: PixelShape { store.header.shape }

  public func withPicture(
    at index: Int, height: Int, width: Int,
    _ body: (_ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape) throws -> Void
  ) throws {
    let id = store.ids.lowerBound + index
    if let view = view(height: height, width: width) {
      try view.withPixels(of: id) { try body($0.bindMemory(to: UInt8.self), view.shape) }
    } else {
      try store.withPixels(of: id) { try body($0.bindMemory(to: UInt8.self), shape) }
    }
  }
}
