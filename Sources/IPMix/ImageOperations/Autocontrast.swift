internal import CKernels
internal import FractalCore

/// Stretching each channel over 0...255: Pillow's `ImageOps.autocontrast`.
enum Autocontrast {
  /// Stretches each channel.
  ///
  /// From a channel's N pixels, int(N cutoff // 100) are left out at the dark end and as many at the bright one; with lo and
  /// hi the darkest and brightest value that is left, v becomes int(v s - lo s) within 0...255, s = 255 / (hi - lo). A
  /// channel of a single value stays as it is.
  static func apply(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    cutoff: Double, on instructionSet: InstructionSet
  ) {
    let (start, changed) = (rows.lowerBound * shape.width, rows.count * shape.width)
    let count = shape.pixelCount
    let cut = cutCount(pixels: count, cutoff: cutoff)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { histogram in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
        for channel in 0..<shape.channels {
          let plane = source + channel * count
          let result = target + channel * count
          instructionSet.kernels.pointee.points.histogram(plane, count, histogram.baseAddress!)
          leaveOut(cut, of: histogram, from: 0, step: 1)
          leaveOut(cut, of: histogram, from: 255, step: -1)
          guard fill(table, histogram: histogram) else {
            (result + start).update(from: plane + start, count: changed)
            continue
          }
          instructionSet.kernels.pointee.points.look_up(plane + start, result + start, changed, table.baseAddress!)
        }
      }
    }
  }

  /// int(N cutoff // 100), with Python's floor division of doubles: the quotient of what is left after the remainder,
  /// rounded to the whole number that it is meant to be.
  private static func cutCount(pixels: Int, cutoff: Double) -> UInt32 {
    guard cutoff > 0 else { return 0 }
    let product = Double(pixels) * min(cutoff, 100)
    let quotient = (product - product.truncatingRemainder(dividingBy: 100)) / 100
    let whole = quotient.rounded(.down)
    return UInt32(quotient - whole > 0.5 ? whole + 1 : whole)
  }

  private static func leaveOut(
    _ cut: UInt32, of histogram: UnsafeMutableBufferPointer<UInt32>, from first: Int, step: Int
  ) {
    var (left, value) = (cut, first)
    while left > 0 && 0...255 ~= value {
      let taken = min(left, histogram[value])
      histogram[value] -= taken
      left -= taken
      value += step
    }
  }

  private static func fill(
    _ table: UnsafeMutableBufferPointer<UInt8>, histogram: UnsafeMutableBufferPointer<UInt32>
  ) -> Bool {
    guard let low = histogram.firstIndex(where: { $0 != 0 }), let high = histogram.lastIndex(where: { $0 != 0 }),
      high > low
    else { return false }
    let scale = 255 / Double(high - low)
    let offset = Double(-low) * scale
    for value in 0..<256 { table[value] = UInt8(min(255, max(0, Int(Double(value) * scale + offset)))) }
    return true
  }
}
