internal import CKernels
internal import FractalCore

/// Rotation about the centre (W/2, H/2), bilinear, of the same size, filled with 0: Pillow's `Image.rotate`.
enum Rotation {
  /// Turns counter-clockwise by whole degrees.
  ///
  /// With the angle t = -degrees, an output centre (x, y) comes from (c x + s y + u, -s x + c y + v), where c = cos t
  /// and s = sin t are rounded to 15 decimal digits and (u, v) keeps the centre in its place. Half turns, and quarter
  /// turns of a square, move whole pixels. Fast for less than 45 degrees.
  ///
  /// - Parameter source: followed by ``PlaneBuffer/padding`` bytes.
  static func rotate(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    degrees: Int, on instructionSet: InstructionSet
  ) {
    let turn = ((degrees % 360) + 360) % 360
    if turn == 0 {
      target.update(from: source, count: shape.byteCount)
    } else if turn == 180 {
      FlipsAndShifts.halfTurn(from: source, to: target, shape: shape)
    } else if turn % 90 == 0 && shape.width == shape.height {
      FlipsAndShifts.quarterTurn(from: source, to: target, shape: shape, clockwise: turn == 270)
    } else {
      instructionSet.kernels.pointee.affine.transform(
        ck_ipmix_planes(from: source, to: target, shape: shape, rows: rows),
        matrix(degrees: turn, shape: shape))
    }
  }

  /// The map from output to input centres: (c, s, u; -s, c, v).
  static func matrix(degrees: Int, shape: PixelShape) -> ck_ipmix_matrix {
    let (sine, cosine) = ElementaryFunctions.sinCos(-(Double(degrees) * (.pi / 180)))
    let (s, c) = (roundedTo15Digits(sine), roundedTo15Digits(cosine))
    let (centreX, centreY) = (Double(shape.width) / 2, Double(shape.height) / 2)
    return ck_ipmix_matrix(
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
}
