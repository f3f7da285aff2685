internal import CPNGShim
public import FractalCore

extension PNG {
  /// The bytes of a PNG file that holds `picture`: grey or RGB of 8 bits, nothing else in it but a name.
  ///
  /// - Parameters:
  ///   - picture: the picture to encode, of 1 or 3 channels.
  ///   - compression: how hard zlib works.
  ///   - software: what made the picture, for the file's text `Software`; nil for no such text.
  /// - Throws: ``PNGError`` with the code `shape` (no pixels, or neither 1 nor 3 channels) or `noMemory`.
  public static func encode(
    _ picture: Picture, compression: Compression = .standard, software: String? = nil
  ) throws(PNGError) -> [UInt8] {
    let sides = 1...Int(Int32.max)
    guard picture.channels == 1 || picture.channels == 3, sides.contains(picture.height), sides.contains(picture.width)
    else {
      throw PNGError(.shape, "a PNG cannot hold \(picture.shape): it takes 1 or 3 channels and at least one pixel")
    }
    let shape = cpng_shape(
      height: UInt32(picture.height), width: UInt32(picture.width), channels: UInt32(picture.channels))
    var buffer = cpng_buffer()
    var message = cpng_message()
    defer { cpng_free(&buffer) }
    let status = cpng_encode(
      picture.pixels, shape, compression.rawValue, compression != .unfiltered, software, &buffer, &message)
    guard status == CPNG_OK else {
      let cause = UnderlyingCause(domain: "libpng", code: Int32(status.rawValue), text: message.string)
      guard status == CPNG_NO_MEMORY else {
        throw PNGError(.internal, "encoding \(picture.shape) failed inside Fernery: please report it", cause: cause)
      }
      throw PNGError(.noMemory, "not enough memory to encode \(picture.shape)", cause: cause)
    }
    return [UInt8](UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
  }
}
