internal import CKernels
internal import FractalCore

/// Operations that look at each byte alone, or at its channel's histogram.
enum PointOperations {
  /// p with all but its highest `bits` bits cleared: p & ~(2^(8-bits) - 1).
  static func posterize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    bits: Int, on instructionSet: InstructionSet
  ) {
    let kept = ~UInt8(truncatingIfNeeded: (1 << (8 - min(max(bits, 0), 8))) - 1)
    forEachPart(shape, rows) {
      instructionSet.kernels.pointee.points.keep_bits(source + $0, target + $0, $1, kept)
    }
  }

  /// p where p < threshold, else 255 - p: a threshold of 0 inverts.
  static func solarize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    threshold: Int, on instructionSet: InstructionSet
  ) {
    guard threshold <= 255 else {
      return forEachPart(shape, rows) { (target + $0).update(from: source + $0, count: $1) }
    }
    let limit = UInt8(max(threshold, 0))
    forEachPart(shape, rows) {
      instructionSet.kernels.pointee.points.solarize(source + $0, target + $0, $1, limit)
    }
  }

  /// Calls with start and count of the bytes of some rows, channel by channel, or of all at once.
  @inline(__always)
  private static func forEachPart(_ shape: PixelShape, _ rows: Range<Int>, _ body: (_ start: Int, _ count: Int) -> Void)
  {
    if rows.count == shape.height { return body(0, shape.byteCount) }
    for channel in 0..<shape.channels {
      body(channel * shape.pixelCount + rows.lowerBound * shape.width, rows.count * shape.width)
    }
  }

  /// Spreads each channel's histogram.
  ///
  /// With N pixels and the histogram h, step = (N - last nonzero h) / 255 in whole numbers, and value v becomes
  /// min(255, (step/2 + h[0] + ... + h[v-1]) / step); a step of 0 leaves the channel as it is.
  static func equalize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    on instructionSet: InstructionSet
  ) {
    let (start, changed) = (rows.lowerBound * shape.width, rows.count * shape.width)
    let count = shape.pixelCount
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { histogram in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
        for channel in 0..<shape.channels {
          let plane = source + channel * count
          let result = target + channel * count
          instructionSet.kernels.pointee.points.histogram(plane, count, histogram.baseAddress!)
          let step = step(histogram.baseAddress!, count: count)
          guard step > 0 else {
            (result + start).update(from: plane + start, count: changed)
            continue
          }
          instructionSet.kernels.pointee.points.equalizing_table(
            histogram.baseAddress!, step, table.baseAddress!)
          instructionSet.kernels.pointee.points.look_up(plane + start, result + start, changed, table.baseAddress!)
        }
      }
    }
  }

  private static func step(_ histogram: UnsafePointer<UInt32>, count: Int) -> UInt32 {
    var last = 255
    while last > 0 && histogram[last] == 0 { last &-= 1 }
    return (UInt32(truncatingIfNeeded: count) &- histogram[last]) / 255
  }
}
