public import FractalCore

extension PNG {
  /// The picture in a PNG file.
  ///
  /// A file that does not begin as a PNG is refused before the rest of it is read.
  ///
  /// - Throws: ``PNGError``: what ``decode(_:name:channels:limits:)`` throws, `notFound`, `permission` or `inputOutput`.
  public static func read(
    path: String, channels: Channels = .asStored, limits: Limits = Limits()
  ) throws(PNGError) -> Picture {
    let file = try ReadableFile(path: path)
    defer { file.close() }
    var bytes = try file.read(upTo: 512)
    guard !bytes.isEmpty, bytes.prefix(8).elementsEqual(signature.prefix(bytes.count)) else {
      throw notPNG(bytes, name: path)
    }
    let room = max(0, limits.fileBytes - bytes.count)
    bytes += try file.read(upTo: room + 1)
    guard bytes.count <= limits.fileBytes else {
      throw PNGError(.tooLarge, "\(path) is larger than \(limits.fileBytes) bytes: scale the picture down first")
    }
    return try decode(bytes, name: path, channels: channels, limits: limits)
  }

  /// Writes `picture` to a PNG file, replacing one that is there.
  ///
  /// The file appears under its name when it is complete: it is written beside it under another name and renamed, so no
  /// reader sees half of it and a failure leaves the old one. It is not forced to the disk.
  ///
  /// - Throws: ``PNGError``: what ``encode(_:compression:software:)`` throws, `permission`, `cannotCreate` or `inputOutput`.
  public static func write(
    _ picture: Picture, to path: String, compression: Compression = .standard
  ) throws(PNGError) {
    try WholeFile.write(try encode(picture, compression: compression), to: path)
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
}

extension Picture {
  /// The picture in a PNG file, as ``PNG/read(path:channels:limits:)`` gives it.
  public init(png path: String, channels: PNG.Channels = .rgb) throws(PNGError) {
    self = try PNG.read(path: path, channels: channels)
  }

  /// Writes the picture to a PNG file, as ``PNG/write(_:to:compression:)`` does.
  public func write(png path: String) throws(PNGError) { try PNG.write(self, to: path) }
}
