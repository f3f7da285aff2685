public import FractalCore

extension ImageOperation {
  /// The operated copy of a picture with 1 or 3 channels; the same shape.
  ///
  /// Allocates the result and two scratch pictures; ``IPMixer`` reuses its own.
  public func callAsFunction(_ picture: Picture) -> Picture {
    let shape = picture.shape
    guard shape.byteCount > 0 else { return picture }
    let source = PlaneBuffer(capacity: shape.byteCount)
    let target = PlaneBuffer(capacity: shape.byteCount)
    picture.pixels.withUnsafeBufferPointer { Planes.unpack($0.baseAddress!, to: source.start, shape: shape) }
    apply(from: source.start, to: target.start, shape: shape)
    var result = Picture(shape: shape)
    result.pixels.withUnsafeMutableBufferPointer { Planes.pack(target.start, to: $0.baseAddress!, shape: shape) }
    return result
  }

  /// Writes the operated copy of planes to other planes; the two must not overlap.
  ///
  /// - Parameters:
  ///   - source: followed by ``PlaneBuffer/padding`` bytes, which some kernels read.
  ///   - rows: the rows of the target that are needed, all if nil; whether others are written is not said.
  func apply(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape,
    rows wanted: Range<Int>? = nil, on level: InstructionSet = .best
  ) {
    let rows = wanted ?? 0..<shape.height
    switch self {
    case .equalize: PointOperations.equalize(from: source, to: target, shape: shape, rows: rows, on: level)
    case .posterize(let bits):
      PointOperations.posterize(from: source, to: target, shape: shape, rows: rows, bits: bits, on: level)
    case .solarize(let threshold):
      PointOperations.solarize(from: source, to: target, shape: shape, rows: rows, threshold: threshold, on: level)
    case .invert: PointOperations.solarize(from: source, to: target, shape: shape, rows: rows, threshold: 0, on: level)
    case .mirror: Moves.mirror(from: source, to: target, shape: shape, rows: rows, on: level)
    case .translateX(let pixels):
      Moves.translateX(from: source, to: target, shape: shape, rows: rows, pixels: pixels, on: level)
    case .translateY(let pixels): Moves.translateY(from: source, to: target, shape: shape, rows: rows, pixels: pixels)
    case .shearX(let factor):
      Shears.shearX(from: source, to: target, shape: shape, rows: rows, factor: factor, on: level)
    case .shearY(let factor):
      Shears.shearY(from: source, to: target, shape: shape, rows: rows, factor: factor, on: level)
    case .rotate(let degrees):
      Rotation.rotate(from: source, to: target, shape: shape, rows: rows, degrees: degrees, on: level)
    case .autocontrast(let cutoff):
      Autocontrast.apply(from: source, to: target, shape: shape, rows: rows, cutoff: cutoff, on: level)
    case .color(let factor):
      Enhancement.color(from: source, to: target, shape: shape, rows: rows, factor: factor, on: level)
    case .contrast(let factor):
      Enhancement.contrast(from: source, to: target, shape: shape, rows: rows, factor: factor, on: level)
    case .brightness(let factor):
      Enhancement.brightness(from: source, to: target, shape: shape, rows: rows, factor: factor, on: level)
    case .sharpness(let factor):
      Enhancement.sharpness(from: source, to: target, shape: shape, rows: rows, factor: factor, on: level)
    }
  }
}
