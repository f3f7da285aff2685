public import FractalCore

/// The layout of a view of a given size: the shape of its pictures and how many of them share a value.
public struct ViewLayout: Sendable, Hashable {
  /// The side of the pictures, or their shorter side.
  public let size: Int
  /// The shape of every picture.
  public let shape: PixelShape
  /// Pictures a value: 64 of small ones, since a value alone takes whole pages of 4 KiB.
  public let packing: Int

  /// The sizes that views may have.
  public static let sizes = 8...1024
  /// The most pixels that the longer side may have.
  public static let longestSide = 4096
  /// Above this many bytes a picture has a value of its own.
  static let packedBytes = 32_768
  static let packedPictures = 64

  /// The layout of a view of `size` of assets of shape `asset`: the shorter side becomes `size`, the other one keeps the
  /// proportions, rounded down.
  ///
  /// - Throws: ``StoreError`` with `impossibleView` outside of ``sizes`` or ``longestSide``, and for the assets' own size.
  public init(of asset: PixelShape, size: Int) throws(StoreError) {
    guard Self.sizes.contains(size) else {
      throw StoreError(
        .impossibleView,
        "a view cannot have the size \(size): sizes are \(Self.sizes.lowerBound) to \(Self.sizes.upperBound)")
    }
    guard size != asset.shorterSide else {
      throw StoreError(.impossibleView, "the assets have the size \(size) already: they need no view of it")
    }
    let longer = max(asset.height, asset.width) * size / asset.shorterSide
    guard longer <= Self.longestSide else {
      throw StoreError(
        .impossibleView,
        "a view of size \(size) of assets of \(asset) would be \(longer) long; \(Self.longestSide) is the most")
    }
    self.size = size
    shape = PixelShape(
      height: asset.height <= asset.width ? size : longer, width: asset.height <= asset.width ? longer : size,
      channels: asset.channels)
    packing = shape.byteCount <= Self.packedBytes ? Self.packedPictures : 1
  }
}

extension StoreFile {
  /// The name of the view of a size.
  package static func view(_ size: Int) -> String { "view-\(size).mdb" }

  /// The size that a view's name tells; nil for other names.
  package static func viewSize(ofName name: String) -> Int? {
    guard name.hasPrefix("view-"), name.hasSuffix(".mdb"), let size = Int(name.dropFirst(5).dropLast(4)),
      view(size) == name
    else { return nil }
    return size
  }
}
