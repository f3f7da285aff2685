internal import CKernels
internal import FractalCore

/// Operations that look at each byte alone, or at its channel's histogram.
enum PointOperations {
  /// p with all but its highest `bits` bits cleared: p & ~(2^(8-bits) - 1).
  static func posterize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, bits: Int,
    on instructionSet: InstructionSet
  ) {
    let kept = ~UInt8(truncatingIfNeeded: (1 << (8 - min(max(bits, 0), 8))) - 1)
    ck_ipmix_keep_bits(ck_level(UInt32(instructionSet.kernelLevel)), source, target, count, kept)
  }

  /// p where p < threshold, else 255 - p: a threshold of 0 inverts.
  static func solarize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, threshold: Int,
    on instructionSet: InstructionSet
  ) {
    guard threshold <= 255 else { return target.update(from: source, count: count) }
    let limit = UInt8(max(threshold, 0))
    ck_ipmix_solarize(ck_level(UInt32(instructionSet.kernelLevel)), source, target, count, limit)
  }

  /// Spreads each channel's histogram.
  ///
  /// With N pixels and the histogram h, step = (N - last nonzero h) / 255 in whole numbers, and value v becomes
  /// min(255, (step/2 + h[0] + ... + h[v-1]) / step); a step of 0 leaves the channel as it is.
  static func equalize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape,
    on instructionSet: InstructionSet
  ) {
    let count = shape.pixelCount
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { histogram in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
        for channel in 0..<shape.channels {
          let plane = source + channel * count
          let result = target + channel * count
          ck_ipmix_histogram(plane, count, histogram.baseAddress!)
          let step = step(histogram.baseAddress!, count: count)
          guard step > 0 else {
            result.update(from: plane, count: count)
            continue
          }
          ck_ipmix_equalizing_table(
            ck_level(UInt32(instructionSet.kernelLevel)), histogram.baseAddress!, step, table.baseAddress!)
          ck_ipmix_look_up(plane, result, count, table.baseAddress!)
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
