internal import CZlib
internal import FractalCore

/// The gzip form (RFC 1952), by zlib.
enum Gzip {
  /// Window of 32 KiB, with gzip's header and checksum.
  private static let windowBits: Int32 = 15 + 16

  /// Compresses as hard as zlib can; O(n).
  ///
  /// The header holds no name and no time.
  static func compress(_ bytes: [UInt8]) throws(PackError) -> [UInt8] {
    var stream = z_stream()
    guard czlib_deflate_init(&stream, 9, windowBits) == Z_OK else { throw noMemory }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let status = run(&stream, from: bytes, into: &output) { deflate(&$0, Z_FINISH) }
    guard status == Z_STREAM_END else { throw noMemory }
    output.removeLast(Int(stream.avail_out))
    return output
  }

  /// Inflates exactly `size` bytes; nil for anything that is no such file, or is followed by something.
  static func inflate(_ bytes: [UInt8], size: Int) throws(PackError) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_inflate_init(&stream, windowBits) == Z_OK else { throw noMemory }
    defer { inflateEnd(&stream) }
    // One more, so that a longer content shows.
    var output = [UInt8](repeating: 0, count: size + 1)
    let status = run(&stream, from: bytes, into: &output) { CZlib.inflate(&$0, Z_FINISH) }
    guard status == Z_STREAM_END, stream.avail_in == 0, stream.avail_out == 1 else { return nil }
    output.removeLast()
    return output
  }

  private static func run(
    _ stream: inout z_stream, from input: [UInt8], into output: inout [UInt8], _ body: (inout z_stream) -> Int32
  ) -> Int32 {
    input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return body(&stream)
      }
    }
  }

  private static var noMemory: PackError { PackError(.inputOutput, "there is not enough memory for zlib") }
}
