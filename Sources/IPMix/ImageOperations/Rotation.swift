internal import FractalCore

/// Rotation about the centre (W/2, H/2), bilinear, of the same size, filled with 0: Pillow's `Image.rotate`.
enum Rotation {
  /// Turns counter-clockwise by whole degrees.
  ///
  /// With the angle t = -degrees, an output centre (x, y) comes from (c x + s y + u, -s x + c y + v), where c = cos t
  /// and s = sin t are rounded to 15 decimal digits and (u, v) keeps the centre in its place. Half turns, and quarter
  /// turns of a square, move whole pixels.
  static func rotate(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, degrees: Int
  ) {
    let turn = ((degrees % 360) + 360) % 360
    if turn == 0 {
      target.update(from: source, count: shape.byteCount)
    } else if turn == 180 {
      Moves.halfTurn(from: source, to: target, shape: shape)
    } else if turn % 90 == 0 && shape.width == shape.height {
      Moves.quarterTurn(from: source, to: target, shape: shape, clockwise: turn == 270)
    } else {
      rotate(from: source, to: target, shape: shape, matrix: matrix(degrees: turn, shape: shape))
    }
  }

  /// The map from output to input centres: (c, s, u; -s, c, v).
  struct Matrix {
    let a: Double
    let b: Double
    let c: Double
    let d: Double
    let e: Double
    let f: Double
  }

  static func matrix(degrees: Int, shape: PixelShape) -> Matrix {
    let (sine, cosine) = ElementaryFunctions.sinCos(-(Double(degrees) * (.pi / 180)))
    let (s, c) = (roundedTo15Digits(sine), roundedTo15Digits(cosine))
    let (centreX, centreY) = (Double(shape.width) / 2, Double(shape.height) / 2)
    return Matrix(
      a: c, b: s, c: (c * -centreX + s * -centreY) + centreX,
      d: -s, e: c, f: (-s * -centreX + c * -centreY) + centreY)
  }

  /// The double nearest to the 15-digit decimal nearest to a value of magnitude up to 1.
  ///
  /// The product with 10^15 is below 2^50, and its rounding error, which one fused operation gives exactly, breaks what
  /// would look like a tie (the sine of 45 degrees does). One correctly rounded division then gives the decimal.
  static func roundedTo15Digits(_ value: Double) -> Double {
    let scaled = value * 1e15
    let error = (-scaled).addingProduct(value, 1e15)
    var whole = scaled.rounded(.toNearestOrEven)
    if scaled - whole == 0.5 && error > 0 { whole += 1 }
    if scaled - whole == -0.5 && error < 0 { whole -= 1 }
    return whole / 1e15
  }

  private static func rotate(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, matrix: Matrix
  ) {
    let (height, width, count) = (shape.height, shape.width, shape.pixelCount)
    let (limitX, limitY) = (Double(width), Double(height))
    for row in 0..<height {
      let y = Double(row) + 0.5
      let (rowX, rowY) = (matrix.b * y, matrix.e * y)
      for column in 0..<width {
        let x = Double(column) + 0.5
        let placeX = (matrix.a * x + rowX) + matrix.c
        let placeY = (matrix.d * x + rowY) + matrix.f
        var index = row &* width &+ column
        guard placeX >= 0 && placeX < limitX && placeY >= 0 && placeY < limitY else {
          for _ in 0..<shape.channels {
            target[index] = 0
            index &+= count
          }
          continue
        }
        let (across, down) = (Tap(placeX, side: width), Tap(placeY, side: height))
        var (upper, lower) = (source + down.first &* width, source + down.second &* width)
        for _ in 0..<shape.channels {
          let above = across.mixed(upper[across.first], upper[across.second])
          let below = across.mixed(lower[across.first], lower[across.second])
          target[index] = UInt8(truncatingIfNeeded: Int32(above + (below - above) * down.fraction))
          index &+= count
          upper += count
          lower += count
        }
      }
    }
  }
}
