internal import FractalCore

/// Memory for planes of bytes, freed with the value.
///
/// Chains are kept planar (CHW): every loop then runs over consecutive bytes of one channel, grey or colour alike.
final class PlaneBuffer {
  let start: UnsafeMutablePointer<UInt8>
  let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: max(1, capacity))
    start.initialize(repeating: 0, count: max(1, capacity))
  }

  deinit { start.deallocate() }
}

/// Between interleaved pictures (HWC) and planes (CHW).
enum Planes {
  /// Splits interleaved channels into planes.
  static func unpack(_ pixels: UnsafePointer<UInt8>, to planes: UnsafeMutablePointer<UInt8>, shape: PixelShape) {
    let count = shape.pixelCount
    guard shape.channels == 3 else { return spread(pixels, to: planes, shape: shape) }
    let (red, green, blue) = (planes, planes + count, planes + 2 * count)
    for pixel in 0..<count {
      red[pixel] = pixels[3 &* pixel]
      green[pixel] = pixels[3 &* pixel &+ 1]
      blue[pixel] = pixels[3 &* pixel &+ 2]
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

  private static func spread(_ pixels: UnsafePointer<UInt8>, to planes: UnsafeMutablePointer<UInt8>, shape: PixelShape)
  {
    let (count, channels) = (shape.pixelCount, shape.channels)
    for channel in 0..<channels {
      let plane = planes + channel * count
      for pixel in 0..<count { plane[pixel] = pixels[pixel &* channels &+ channel] }
    }
  }
}
