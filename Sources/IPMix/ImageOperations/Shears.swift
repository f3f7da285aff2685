internal import CKernels
internal import FractalCore

/// Shears, which interpolate along one axis alone.
///
/// The centre (x + 1/2, y + 1/2) of an output pixel is mapped to the input; inside means 0 <= place < side. Then 1/2 is
/// subtracted, the two taps at the floor and after it are clamped to the picture, and a + (b - a) d is truncated. In
/// double, in this order: Pillow's `transform` with AFFINE and BILINEAR.
///
/// The kernels give the same bytes by 16-bit weights, which a table finds for all but a few fractions.
enum Shears {
  /// x' = x + factor y.
  ///
  /// - Parameter source: followed by ``PlaneBuffer/padding`` bytes.
  static func shearX(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    factor: Double, on instructionSet: InstructionSet
  ) {
    let planes = ck_ipmix_planes(from: source, to: target, shape: shape, rows: rows)
    breaks.withUnsafeBufferPointer {
      instructionSet.kernels.pointee.affine.shear_x(planes, factor, $0.baseAddress!)
    }
  }

  /// y' = y + factor x.
  ///
  /// - Parameter source: followed by ``PlaneBuffer/padding`` bytes.
  static func shearY(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>,
    factor: Double, on instructionSet: InstructionSet
  ) {
    let planes = ck_ipmix_planes(from: source, to: target, shape: shape, rows: rows)
    breaks.withUnsafeBufferPointer {
      instructionSet.kernels.pointee.affine.shear_y(planes, factor, $0.baseAddress!)
    }
  }

  /// Makes the table that all shears share, and tells how large it is.
  static func prepare() -> Int { breaks.count }

  /// For every 2^-16 of a fraction, where its weight changes: 128 KB, the same for all shears.
  private static let breaks = [UInt16](unsafeUninitializedCapacity: Int(CK_IPMIX_FRACTIONS)) { buffer, count in
    ck_ipmix_fill_breaks(buffer.baseAddress!)
    count = Int(CK_IPMIX_FRACTIONS)
  }
}

extension ck_ipmix_planes {
  init(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape, rows: Range<Int>
  ) {
    self.init(
      source: source, target: target, height: Int32(shape.height), width: Int32(shape.width),
      channels: Int32(shape.channels), first_row: Int32(rows.lowerBound), end_row: Int32(rows.upperBound))
  }
}
