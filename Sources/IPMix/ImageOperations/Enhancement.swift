internal import CKernels
internal import FractalCore

/// Blending a picture away from a degenerate copy of itself: Pillow's `ImageEnhance` over `Image.blend`.
///
/// With d the degenerate value, v the picture's and f the factor as float32, a byte becomes d + f (v - d) in float32,
/// clipped to 0...255 and truncated. Pillow clips only where f lies outside of 0...1, where alone it makes a difference.
enum Enhancement {
  /// Away from grey, d = (19595 R + 38470 G + 7471 B + 2^15) >> 16; a grey picture stays as it is.
  static func color(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    factor: Double, on instructionSet: InstructionSet
  ) {
    guard shape.channels == 3 else { return target.update(from: source, count: shape.byteCount) }
    instructionSet.kernels.pointee.enhance.blend_grey(
      source, target, shape.pixelCount, rows.lowerBound * shape.width,
      rows.count * shape.width, Float(factor))
  }

  /// Away from one grey, d = int(mean grey + 1/2).
  static func contrast(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    factor: Double, on instructionSet: InstructionSet
  ) {
    let enhance = instructionSet.kernels.pointee.enhance
    let count = shape.pixelCount
    let sum = shape.channels == 3 ? enhance.sum_greys(source, count) : enhance.sum_bytes(source, count)
    let mean = UInt8(truncatingIfNeeded: Int(Double(sum) / Double(max(1, count)) + 0.5))
    blend(from: source, to: target, shape: shape, rows: rows, degenerate: mean, factor: factor, on: instructionSet)
  }

  /// Away from black, d = 0.
  static func brightness(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    factor: Double, on instructionSet: InstructionSet
  ) {
    blend(
      from: source, to: target, shape: shape, rows: rows, degenerate: 0, factor: factor,
      on: instructionSet)
  }

  /// Away from a smoothed copy, d = (5 v + the 8 neighbours) / 13 + 1/2, truncated; pixels of the border keep their v.
  static func sharpness(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    factor: Double, on instructionSet: InstructionSet
  ) {
    let (height, width) = (shape.height, shape.width)
    for channel in 0..<shape.channels {
      for row in rows {
        let start = channel * shape.pixelCount + row * width
        guard row > 0 && row < height - 1 && width > 2 else {
          (target + start).update(from: source + start, count: width)
          continue
        }
        target[start] = source[start]
        instructionSet.kernels.pointee.enhance.blend_smooth(
          source + start + 1, target + start + 1, width, Float(factor))
        target[start + width - 1] = source[start + width - 1]
      }
    }
  }

  /// One degenerate value for all.
  private static func blend(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    degenerate: UInt8, factor: Double, on instructionSet: InstructionSet
  ) {
    for channel in 0..<shape.channels {
      let start = channel * shape.pixelCount + rows.lowerBound * shape.width
      instructionSet.kernels.pointee.enhance.blend_constant(
        source + start, target + start, rows.count * shape.width, degenerate, Float(factor))
    }
  }
}
