internal import FractalCore

/// All that is known about an image operation but its name: parameter, level and kernel.
struct ImageOperationRow {
  /// The parameter; nil where the operation has none.
  let parameter: ImageOperationParameter?
  /// The parameter at a level that a recipe draws.
  let atLevel: (OperationLevel) -> Double
  /// The kernel.
  let apply: (OperatedPlanes, Double) -> Void

  @inline(__always)
  init(
    _ parameter: ImageOperationParameter? = nil, at level: @escaping (OperationLevel) -> Double = { _ in 0 },
    _ apply: @escaping (OperatedPlanes, Double) -> Void
  ) {
    (self.parameter, atLevel, self.apply) = (parameter, level, apply)
  }
}

extension ImageOperationKind {
  /// The table of operations: a new one is a case above and a row here.
  ///
  /// Inlined, so that a caller builds only the column that it asks for.
  @inline(__always)
  var row: ImageOperationRow {
    switch self {
    case .equalize:
      ImageOperationRow { at, _ in
        PointOperations.equalize(from: at.source, to: at.target, shape: at.shape, rows: at.rows, on: at.level)
      }
    case .posterize:
      ImageOperationRow(.init("bits", whole: 0...8), at: { 4 - $0.whole(4) }) { at, bits in
        PointOperations.posterize(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, bits: Int(bits), on: at.level)
      }
    case .rotate:
      ImageOperationRow(.init("degrees", whole: -360...360), at: { $0.signed($0.whole(30)) }) { at, degrees in
        Rotation.rotate(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, degrees: Int(degrees), on: at.level)
      }
    case .solarize:
      ImageOperationRow(.init("threshold", whole: 0...256), at: { 256 - $0.whole(256) }) { at, threshold in
        PointOperations.solarize(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, threshold: Int(threshold), on: at.level)
      }
    case .shearX:
      ImageOperationRow(.factor, at: { $0.shear }) { at, factor in
        Shears.shearX(from: at.source, to: at.target, shape: at.shape, rows: at.rows, factor: factor, on: at.level)
      }
    case .shearY:
      ImageOperationRow(.factor, at: { $0.shear }) { at, factor in
        Shears.shearY(from: at.source, to: at.target, shape: at.shape, rows: at.rows, factor: factor, on: at.level)
      }
    case .translateX:
      ImageOperationRow(.pixels, at: { $0.signed($0.whole(Double($0.shape.width) / 3)) }) { at, pixels in
        FlipsAndShifts.translateX(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, pixels: Int(pixels),
          on: at.level)
      }
    case .translateY:
      ImageOperationRow(.pixels, at: { $0.signed($0.whole(Double($0.shape.height) / 3)) }) { at, pixels in
        FlipsAndShifts.translateY(from: at.source, to: at.target, shape: at.shape, rows: at.rows, pixels: Int(pixels))
      }
    case .mirror:
      ImageOperationRow { at, _ in
        FlipsAndShifts.mirror(from: at.source, to: at.target, shape: at.shape, rows: at.rows, on: at.level)
      }
    case .invert:
      ImageOperationRow { at, _ in
        PointOperations.solarize(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, threshold: 0, on: at.level)
      }
    case .autocontrast:
      ImageOperationRow(.init("cutoff", 0...100), at: { $0.cutoff == .level ? 10 - $0.level * 10 / 10 : 0 }) {
        at, cutoff in
        Autocontrast.apply(from: at.source, to: at.target, shape: at.shape, rows: at.rows, cutoff: cutoff, on: at.level)
      }
    case .color:
      ImageOperationRow(.factor, at: { $0.factor }) { at, factor in
        Enhancement.color(from: at.source, to: at.target, shape: at.shape, rows: at.rows, factor: factor, on: at.level)
      }
    case .contrast:
      ImageOperationRow(.factor, at: { $0.factor }) { at, factor in
        Enhancement.contrast(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, factor: factor, on: at.level)
      }
    case .brightness:
      ImageOperationRow(.factor, at: { $0.factor }) { at, factor in
        Enhancement.brightness(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, factor: factor, on: at.level)
      }
    case .sharpness:
      ImageOperationRow(.factor, at: { $0.factor }) { at, factor in
        Enhancement.sharpness(
          from: at.source, to: at.target, shape: at.shape, rows: at.rows, factor: factor, on: at.level)
      }
    }
  }
}
