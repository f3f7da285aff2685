public import FractalCore

/// One operation on a whole picture, with its parameter: byte for byte what Pillow does to 8-bit pixels.
public struct ImageOperation: Sendable, Hashable {
  /// Which operation it is.
  public let kind: ImageOperationKind
  /// Its parameter, a whole number for some operations; 0 where there is none.
  let parameter: Double

  /// An operation with a parameter within its range (Store/PLANS.md).
  ///
  /// - Throws: `invalidPlan` for a value out of its range, one that is missing or one too many.
  public init(_ kind: ImageOperationKind, _ value: Double? = nil) throws(IPMixError) {
    self.init(kind, unchecked: value ?? 0)
    guard let form = kind.row.parameter else {
      guard value == nil else { throw IPMixError(.invalidPlan, "\(kind.rawValue) has no parameter") }
      return
    }
    guard let value else { throw IPMixError(.invalidPlan, "\(kind.rawValue) needs its \(form.key), \(form.kind)") }
    if let rule = form.fault(of: value) {
      throw IPMixError(.invalidPlan, "\(form.key) of \(kind.rawValue) \(rule)")
    }
  }

  package init(_ kind: ImageOperationKind, unchecked parameter: Double) {
    (self.kind, self.parameter) = (kind, parameter)
  }

  /// The parameter; nil where the operation has none.
  public var value: Double? { kind.row.parameter == nil ? nil : parameter }

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
    rows: Range<Int>? = nil, on level: InstructionSet = .best
  ) {
    let planes = OperatedPlanes(
      source: source, target: target, shape: shape, rows: rows ?? 0..<shape.height, level: level)
    kind.row.apply(planes, parameter)
  }
}

/// The planes that an image operation reads and writes.
struct OperatedPlanes {
  let source: UnsafePointer<UInt8>
  let target: UnsafeMutablePointer<UInt8>
  let shape: PixelShape
  let rows: Range<Int>
  let level: InstructionSet
}
