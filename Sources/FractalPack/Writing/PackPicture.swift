internal import FractalImageIO

/// How the pictures of a pack are compressed; the bytes of packs depend on it.
enum PackPicture {
  /// Changed with anything that changes the bytes of a PNG, so that no pack is made half by one rule and half by another.
  static let rule = "png-1"
  static let compression = PNG.Compression.fast
}
