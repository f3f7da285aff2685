internal import CPNGShim
public import FractalCore

extension PNG {
  /// The picture in the bytes of a PNG file; what follows its end is ignored.
  ///
  /// Time and memory grow with the number of pixels, which `limits` bounds before anything is allocated.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what messages call it, such as its path.
  ///   - channels: whether grey stays grey.
  ///   - limits: the largest picture to accept.
  /// - Throws: ``PNGError`` with the code `notPNG`, `truncated`, `corrupt`, `tooLarge` or `noMemory`.
  public static func decode(
    _ bytes: [UInt8], name: String = "the data", channels: Channels = .asStored, limits: Limits = Limits()
  ) throws(PNGError) -> Picture {
    var message = cpng_message()
    var shape = cpng_shape()
    let rgb = channels == .rgb
    var status = cpng_read_shape(
      bytes, bytes.count, rgb, UInt32(clamping: limits.side), UInt64(clamping: limits.pixels), &shape, &message)
    if status == CPNG_OK {
      let size = PixelShape(height: Int(shape.height), width: Int(shape.width), channels: Int(shape.channels))
      let pixels = [UInt8](unsafeUninitializedCapacity: size.byteCount) { buffer, count in
        status = cpng_decode(bytes, bytes.count, rgb, shape, buffer.baseAddress, &message)
        count = status == CPNG_OK ? size.byteCount : 0
      }
      if status == CPNG_OK { return Picture(shape: size, pixels: pixels) }
    }
    throw error(status, message, shape: shape, limits: limits, bytes: bytes, name: name)
  }

  private static func error(
    _ status: cpng_status, _ message: cpng_message, shape: cpng_shape, limits: Limits, bytes: [UInt8], name: String
  ) -> PNGError {
    let cause = UnderlyingCause(domain: "libpng", code: Int32(status.rawValue), text: message.string)
    switch status {
    case CPNG_NOT_PNG:
      return notPNG(bytes, name: name)
    case CPNG_TRUNCATED:
      return PNGError(.truncated, "\(name) ends before its picture does: copy or download it again")
    case CPNG_CORRUPT:
      return PNGError(.corrupt, "\(name) is a damaged PNG: copy, download or export it again", cause: cause)
    case CPNG_TOO_LARGE:
      return PNGError(
        .tooLarge,
        "\(name) has \(shape.height)x\(shape.width) pixels; the limit is \(limits.side) a side and \(limits.pixels) "
          + "in all: scale it down first")
    case CPNG_NO_MEMORY:
      return PNGError(.noMemory, "not enough memory to decode \(name): scale it down first", cause: cause)
    default:
      return PNGError(.internal, "decoding \(name) failed inside Fernery: please report it", cause: cause)
    }
  }

  static func notPNG(_ bytes: [UInt8], name: String) -> PNGError {
    let kind = FileKind(firstBytes: bytes)
    return PNGError(.notPNG, "\(name) is \(kind.description), not a PNG: \(kind.advice)")
  }
}

extension cpng_message {
  /// The text up to its zero.
  var string: String {
    withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
