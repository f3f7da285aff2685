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
  func apply(from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, shape: PixelShape) {
    switch self {
    case .equalize: PointOperations.equalize(from: source, to: target, shape: shape)
    case .posterize(let bits): PointOperations.posterize(from: source, to: target, count: shape.byteCount, bits: bits)
    case .solarize(let threshold):
      PointOperations.solarize(from: source, to: target, count: shape.byteCount, threshold: threshold)
    case .invert: PointOperations.invert(from: source, to: target, count: shape.byteCount)
    case .mirror: Moves.mirror(from: source, to: target, shape: shape)
    case .translateX(let pixels): Moves.translateX(from: source, to: target, shape: shape, pixels: pixels)
    case .translateY(let pixels): Moves.translateY(from: source, to: target, shape: shape, pixels: pixels)
    case .shearX(let factor): Shears.shearX(from: source, to: target, shape: shape, factor: factor)
    case .shearY(let factor): Shears.shearY(from: source, to: target, shape: shape, factor: factor)
    case .rotate(let degrees): Rotation.rotate(from: source, to: target, shape: shape, degrees: degrees)
    case .autocontrast(let cutoff): Autocontrast.apply(from: source, to: target, shape: shape, cutoff: cutoff)
    case .color(let factor): Enhancement.color(from: source, to: target, shape: shape, factor: factor)
    case .contrast(let factor): Enhancement.contrast(from: source, to: target, shape: shape, factor: factor)
    case .brightness(let factor): Enhancement.brightness(from: source, to: target, shape: shape, factor: factor)
    case .sharpness(let factor): Enhancement.sharpness(from: source, to: target, shape: shape, factor: factor)
    }
  }
}
