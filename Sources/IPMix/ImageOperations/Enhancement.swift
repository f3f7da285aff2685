internal import FractalCore

/// Blending a picture away from a degenerate copy of itself: Pillow's `ImageEnhance` over `Image.blend`.
///
/// With d the degenerate value, v the picture's and f the factor as float32, a byte becomes d + f (v - d) in float32,
/// truncated; outside of 0...1 it is clipped first. Factors 0 and 1 are copies of the degenerate and of the picture.
enum Enhancement {
  /// Away from grey, d = (19595 R + 38470 G + 7471 B + 2^15) >> 16; a grey picture stays as it is.
  static func color(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, factor: Double
  ) {
    guard shape.channels == 3 else { return target.update(from: source, count: shape.byteCount) }
    let count = shape.pixelCount
    let blend = Blend(factor)
    for pixel in 0..<count {
      let degenerate = grey(source, pixel, count: count)
      for channel in 0..<3 {
        let index = pixel &+ channel &* count
        target[index] = blend(degenerate, source[index])
      }
    }
  }

  /// Away from one grey, d = int(mean grey + 1/2).
  static func contrast(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, factor: Double
  ) {
    let count = shape.pixelCount
    var sum = 0
    for pixel in 0..<count { sum &+= Int(shape.channels == 3 ? grey(source, pixel, count: count) : source[pixel]) }
    let mean = UInt8(truncatingIfNeeded: Int(Double(sum) / Double(max(1, count)) + 0.5))
    uniform(from: source, to: target, count: shape.byteCount, degenerate: mean, factor: factor)
  }

  /// Away from black, d = 0.
  static func brightness(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, factor: Double
  ) {
    uniform(from: source, to: target, count: shape.byteCount, degenerate: 0, factor: factor)
  }

  /// Away from a smoothed copy, d = (5 v + the 8 neighbours) / 13 + 1/2, truncated; pixels of the border keep their v.
  ///
  /// In whole numbers: (2 sum + 13) / 26. The sum over 13 is never nearer than 1/26 to an edge, so float32, in which
  /// Pillow sums, gives the same.
  static func sharpness(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, factor: Double
  ) {
    let (height, width) = (shape.height, shape.width)
    let blend = Blend(factor)
    for channel in 0..<shape.channels {
      let plane = source + channel * shape.pixelCount
      let result = target + channel * shape.pixelCount
      for row in 0..<height {
        for column in 0..<width {
          let index = row &* width &+ column
          let value = plane[index]
          guard row > 0 && row < height - 1 && column > 0 && column < width - 1 else {
            result[index] = blend(value, value)
            continue
          }
          var sum = 4 &* Int(value)
          sum &+= three(plane + (index &- width)) &+ three(plane + index) &+ three(plane + (index &+ width))
          result[index] = blend(UInt8(truncatingIfNeeded: (2 &* sum &+ 13) / 26), value)
        }
      }
    }
  }

  /// A pixel and those on its left and right.
  @inline(__always)
  private static func three(_ middle: UnsafePointer<UInt8>) -> Int {
    Int(middle[-1]) &+ Int(middle[0]) &+ Int(middle[1])
  }

  @inline(__always)
  private static func grey(_ planes: UnsafePointer<UInt8>, _ pixel: Int, count: Int) -> UInt8 {
    let (red, green, blue) = (planes[pixel], planes[pixel &+ count], planes[pixel &+ 2 &* count])
    let sum = 19_595 &* Int(red) &+ 38_470 &* Int(green) &+ 7_471 &* Int(blue)
    return UInt8(truncatingIfNeeded: (sum &+ 32_768) >> 16)
  }

  /// One degenerate value for all: a table of 256.
  private static func uniform(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, degenerate: UInt8,
    factor: Double
  ) {
    let blend = Blend(factor)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
      for value in 0..<256 { table[value] = blend(degenerate, UInt8(value)) }
      for index in 0..<count { target[index] = table[Int(source[index])] }
    }
  }
}

/// `Image.blend` of two bytes.
private struct Blend {
  let factor: Float

  init(_ factor: Double) {
    self.factor = Float(factor)
  }

  @inline(__always)
  func callAsFunction(_ degenerate: UInt8, _ value: UInt8) -> UInt8 {
    if factor == 1 { return value }
    let mixed = Float(degenerate) + factor * Float(Int32(value) - Int32(degenerate))
    // Written so that what is not a number gives 0.
    guard mixed > 0 else { return 0 }
    return mixed < 255 ? UInt8(truncatingIfNeeded: Int32(mixed)) : 255
  }
}
