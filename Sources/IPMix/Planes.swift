internal import CKernels
internal import FractalCore

/// Memory for planes of bytes, freed with the value.
///
/// Chains are kept planar (CHW): every loop then runs over consecutive bytes of one channel, grey or colour alike.
/// ``padding`` more bytes follow, so that kernels may read whole registers.
final class PlaneBuffer {
  /// Bytes that may be read beyond the capacity.
  static let padding = 64

  let start: UnsafeMutablePointer<UInt8>
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity + Self.padding)
    start.initialize(repeating: 0, count: capacity + Self.padding)
  }

  deinit { start.deallocate() }
}

/// Between interleaved pictures (HWC) and planes (CHW).
enum Planes {
  /// Splits interleaved channels into planes.
  static func unpack(
    _ pixels: UnsafePointer<UInt8>, to planes: UnsafeMutablePointer<UInt8>, shape: PixelShape,
    on instructionSet: InstructionSet = .best
  ) {
    let (count, channels) = (shape.pixelCount, shape.channels)
    if channels == 3 {
      return instructionSet.kernels.pointee.layout.split3(
        pixels, count, planes, planes + count, planes + 2 * count)
    }
    for channel in 0..<channels {
      let plane = planes + channel * count
      for pixel in 0..<count { plane[pixel] = pixels[pixel &* channels &+ channel] }
    }
  }

  /// Interleaves planes.
  static func pack(_ planes: UnsafePointer<UInt8>, to pixels: UnsafeMutablePointer<UInt8>, shape: PixelShape) {
    let (count, channels) = (shape.pixelCount, shape.channels)
    for channel in 0..<channels {
      let plane = planes + channel * count
      for pixel in 0..<count { pixels[pixel &* channels &+ channel] = plane[pixel] }
    }
  }
}
