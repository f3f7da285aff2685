internal import CKernels
internal import FractalCore

/// Operations that move whole pixels: nothing is interpolated.
enum FlipsAndShifts {
  /// Exchanges left and right.
  static func mirror(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    on instructionSet: InstructionSet
  ) {
    for channel in 0..<shape.channels {
      let start = channel * shape.pixelCount + rows.lowerBound * shape.width
      instructionSet.kernels.pointee.points.mirror(
        source + start, target + start, rows.count, shape.width)
    }
  }

  /// The pixel at x comes from x + pixels; 0 from outside.
  ///
  /// An affine map by whole pixels interpolates nothing.
  static func translateX(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    pixels: Int, on instructionSet: InstructionSet
  ) {
    let isWhole = rows.count == shape.height
    for plane in 0..<(isWhole ? 1 : shape.channels) {
      let start = plane * shape.pixelCount + rows.lowerBound * shape.width
      let count = isWhole ? shape.channels * shape.height : rows.count
      instructionSet.kernels.pointee.points.shift(source + start, target + start, count, shape.width, pixels)
    }
  }

  /// The pixel at y comes from y + pixels; 0 from outside.
  static func translateY(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    pixels: Int
  ) {
    let (height, width) = (shape.height, shape.width)
    let shift = min(max(pixels, -height), height)
    // The rows that come from inside.
    let first = min(max(rows.lowerBound, -shift), rows.upperBound)
    let inside = first..<max(first, min(rows.upperBound, height - shift))
    for channel in 0..<shape.channels {
      let plane = source + channel * shape.pixelCount
      let result = target + channel * shape.pixelCount
      (result + rows.lowerBound * width).update(
        repeating: 0, count: (inside.lowerBound - rows.lowerBound) * width)
      if !inside.isEmpty {
        (result + inside.lowerBound * width).update(
          from: plane + (inside.lowerBound + shift) * width, count: inside.count * width)
      }
      (result + inside.upperBound * width).update(
        repeating: 0, count: (rows.upperBound - inside.upperBound) * width)
    }
  }

  /// Turns by 180 degrees.
  static func halfTurn(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape) {
    let count = shape.pixelCount
    for channel in 0..<shape.channels {
      let plane = source + channel * count
      let result = target + channel * count
      for index in 0..<count { result[index] = plane[count &- 1 &- index] }
    }
  }

  /// Turns a square picture by 90 degrees, counter-clockwise or clockwise.
  static func quarterTurn(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, clockwise: Bool
  ) {
    let side = shape.width
    for channel in 0..<shape.channels {
      let plane = source + channel * shape.pixelCount
      let result = target + channel * shape.pixelCount
      for row in 0..<side {
        for column in 0..<side {
          let from = clockwise ? (side &- 1 &- column) &* side &+ row : column &* side &+ side &- 1 &- row
          result[row &* side &+ column] = plane[from]
        }
      }
    }
  }
}
