public import FractalCore
internal import SystemIO

extension PNG {
  /// The picture in a PNG file.
  ///
  /// A file that does not begin as a PNG is refused before the rest of it is read.
  ///
  /// - Throws: ``PNGError``: what ``decode(_:name:channels:limits:)`` throws, `notFound`, `permissionDenied` or `inputOutput`.
  public static func read(
    path: String, channels: Channels = .asStored, limits: Limits = Limits()
  ) throws(PNGError) -> Picture {
    var bytes: [UInt8]
    do throws(SystemFailure) {
      let file = try FileDescriptor.readable(path)
      bytes = try file.read(upTo: 512)
      if bytes.starts(with: signature) { bytes += try file.read(upTo: max(0, limits.fileBytes - bytes.count) + 1) }
    } catch {
      throw PNGError(error, reading: path)
    }
    guard !bytes.isEmpty, bytes.prefix(8).elementsEqual(signature.prefix(bytes.count)) else {
      throw notPNG(bytes, name: path)
    }
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
  /// - Throws: ``PNGError``: what ``encode(_:compression:software:)`` throws, `permissionDenied`, `cannotCreate`, `noSpace`
  ///   or `inputOutput`.
  public static func write(
    _ picture: Picture, to path: String, compression: Compression = .standard
  ) throws(PNGError) {
    let bytes = try encode(picture, compression: compression)
    do throws(SystemFailure) { try WholeFile.write(bytes, to: path) } catch { throw PNGError(error, writing: path) }
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
