internal import CKernels
internal import FractalCore

/// Operations that move whole pixels: nothing is interpolated.
enum Moves {
  /// Exchanges left and right.
  static func mirror(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape,
    on instructionSet: InstructionSet
  ) {
    ck_ipmix_mirror(
      ck_level(UInt32(instructionSet.kernelLevel)), source, target, shape.height * shape.channels, shape.width)
  }

  /// The pixel at x comes from x + pixels; 0 from outside.
  ///
  /// An affine map by whole pixels interpolates nothing.
  static func translateX(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, pixels: Int
  ) {
    let width = shape.width
    let shift = min(max(pixels, -width), width)
    let kept = width - abs(shift)
    for row in 0..<shape.height * shape.channels {
      let line = source + row * width
      let result = target + row * width
      if shift >= 0 {
        result.update(from: line + shift, count: kept)
        (result + kept).update(repeating: 0, count: shift)
      } else {
        result.update(repeating: 0, count: -shift)
        (result - shift).update(from: line, count: kept)
      }
    }
  }

  /// The pixel at y comes from y + pixels; 0 from outside.
  static func translateY(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, pixels: Int
  ) {
    let (height, width) = (shape.height, shape.width)
    let shift = min(max(pixels, -height), height)
    let kept = (height - abs(shift)) * width
    for channel in 0..<shape.channels {
      let plane = source + channel * shape.pixelCount
      let result = target + channel * shape.pixelCount
      if shift >= 0 {
        result.update(from: plane + shift * width, count: kept)
        (result + kept).update(repeating: 0, count: shift * width)
      } else {
        result.update(repeating: 0, count: -shift * width)
        (result - shift * width).update(from: plane, count: kept)
      }
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
