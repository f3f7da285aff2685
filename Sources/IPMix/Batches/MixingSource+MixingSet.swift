public import FractalCore
public import StoreReader

/// A store as a mixing set: asset 0 is its first, and views serve the sizes that they have.
extension MixingSource: MixingSet {
  public var description: MixingSetDescription {
    MixingSetDescription(count: UInt64(store.count), assetShape: store.header.shape)
  }

  public func withPicture(
    of asset: UInt64, height: Int, width: Int,
    _ body: (_ pixels: UnsafeBufferPointer<UInt8>, _ shape: PixelShape) throws -> Void
  ) throws {
    let id = store.ids.lowerBound + Int(asset)
    if let view = view(height: height, width: width) {
      try view.withPixels(of: id) { try body($0.bindMemory(to: UInt8.self), view.shape) }
    } else {
      try store.withPixels(of: id) { try body($0.bindMemory(to: UInt8.self), store.header.shape) }
    }
  }
}
