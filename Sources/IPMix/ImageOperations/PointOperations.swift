internal import FractalCore

/// Operations that look at each byte alone, or at its channel's histogram.
enum PointOperations {
  /// p with all but its highest `bits` bits cleared: p & ~(2^(8-bits) - 1).
  static func posterize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, bits: Int
  ) {
    let kept = ~UInt8(truncatingIfNeeded: (1 << (8 - min(max(bits, 0), 8))) - 1)
    for index in 0..<count { target[index] = source[index] & kept }
  }

  /// p where p < threshold, else 255 - p.
  static func solarize(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int, threshold: Int
  ) {
    guard threshold <= 255 else { return target.update(from: source, count: count) }
    let limit = UInt8(max(threshold, 0))
    for index in 0..<count {
      let value = source[index]
      target[index] = value < limit ? value : ~value
    }
  }

  /// 255 - p.
  static func invert(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
    for index in 0..<count { target[index] = ~source[index] }
  }

  /// Spreads each channel's histogram.
  ///
  /// With N pixels and the histogram h, step = (N - last nonzero h) / 255 in whole numbers, and value v becomes
  /// min(255, (step/2 + h[0] + ... + h[v-1]) / step); a step of 0 leaves the channel as it is.
  static func equalize(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape) {
    let count = shape.pixelCount
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { histogram in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
        for channel in 0..<shape.channels {
          let plane = source + channel * count
          let result = target + channel * count
          countValues(plane, count: count, into: histogram.baseAddress!)
          guard fillTable(table.baseAddress!, histogram: histogram.baseAddress!, count: count) else {
            result.update(from: plane, count: count)
            continue
          }
          let lookup = table.baseAddress!
          for index in 0..<count { result[index] = lookup[Int(plane[index])] }
        }
      }
    }
  }

  /// Counts in four tables at once, so that runs of one value do not wait for each other, and sums them in the first.
  private static func countValues(
    _ plane: UnsafePointer<UInt8>, count: Int, into histogram: UnsafeMutablePointer<UInt32>
  ) {
    histogram.initialize(repeating: 0, count: 1024)
    var index = 0
    while index &+ 4 <= count {
      histogram[Int(plane[index])] &+= 1
      histogram[256 &+ Int(plane[index &+ 1])] &+= 1
      histogram[512 &+ Int(plane[index &+ 2])] &+= 1
      histogram[768 &+ Int(plane[index &+ 3])] &+= 1
      index &+= 4
    }
    while index < count {
      histogram[Int(plane[index])] &+= 1
      index &+= 1
    }
    for value in 0..<256 {
      histogram[value] &+= histogram[value &+ 256] &+ histogram[value &+ 512] &+ histogram[value &+ 768]
    }
  }

  private static func fillTable(
    _ table: UnsafeMutablePointer<UInt8>, histogram: UnsafePointer<UInt32>, count: Int
  ) -> Bool {
    var last: UInt32 = 0
    for value in 0..<256 where histogram[value] != 0 { last = histogram[value] }
    let step = (UInt32(truncatingIfNeeded: count) &- last) / 255
    guard step > 0 else { return false }
    var sum = step / 2
    for value in 0..<256 {
      table[value] = UInt8(truncatingIfNeeded: min(255, sum / step))
      sum &+= histogram[value]
    }
    return true
  }
}
