/// As JSON: `{"operation": "rotate", "degrees": 12}`, the name and what the operation needs.
///
/// | operation | key | values |
/// |---|---|---|
/// | equalize, mirror, invert | none | |
/// | posterize | bits | 0...8 |
/// | rotate | degrees | -360...360 |
/// | solarize | threshold | 0...256 |
/// | shearX, shearY | factor | -10...10 |
/// | translateX, translateY | pixels | -1024...1024 |
/// | autocontrast | cutoff | 0...100 |
/// | color, contrast, brightness, sharpness | factor | -10...10 |
extension ImageOperation: Codable {
  public init(from decoder: any Decoder) throws {
    let object = try StrictObject(decoder)
    try self.init(object, kind: object.word("operation", ImageOperationKind.self))
  }

  init(_ object: StrictObject, kind: ImageOperationKind) throws {
    if let key = kind.parameterKey { try object.allow("operation", key) } else { try object.allow("operation") }
    switch kind {
    case .equalize: self = .equalize
    case .mirror: self = .mirror
    case .invert: self = .invert
    case .posterize: self = .posterize(bits: try object.whole("bits", in: 0...8))
    case .rotate: self = .rotate(degrees: try object.whole("degrees", in: -360...360))
    case .solarize: self = .solarize(threshold: try object.whole("threshold", in: 0...256))
    case .shearX: self = .shearX(factor: try object.real("factor", in: -10...10))
    case .shearY: self = .shearY(factor: try object.real("factor", in: -10...10))
    case .translateX: self = .translateX(pixels: try object.whole("pixels", in: -1024...1024))
    case .translateY: self = .translateY(pixels: try object.whole("pixels", in: -1024...1024))
    case .autocontrast: self = .autocontrast(cutoff: try object.real("cutoff", in: 0...100))
    case .color: self = .color(factor: try object.real("factor", in: -10...10))
    case .contrast: self = .contrast(factor: try object.real("factor", in: -10...10))
    case .brightness: self = .brightness(factor: try object.real("factor", in: -10...10))
    case .sharpness: self = .sharpness(factor: try object.real("factor", in: -10...10))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlanKey.self)
    try container.encode(kind, forKey: PlanKey("operation"))
    guard let key = kind.parameterKey.map({ PlanKey($0) }) else { return }
    switch self {
    case .equalize, .mirror, .invert: break
    case .posterize(let value), .rotate(let value), .solarize(let value), .translateX(let value),
      .translateY(let value):
      try container.encode(value, forKey: key)
    case .shearX(let value), .shearY(let value), .autocontrast(let value), .color(let value), .contrast(let value),
      .brightness(let value), .sharpness(let value):
      try container.encode(value, forKey: key)
    }
  }
}

extension ImageOperationKind {
  /// The key of the operation's one parameter.
  fileprivate var parameterKey: String? {
    switch self {
    case .equalize, .mirror, .invert: nil
    case .posterize: "bits"
    case .rotate: "degrees"
    case .solarize: "threshold"
    case .translateX, .translateY: "pixels"
    case .autocontrast: "cutoff"
    case .shearX, .shearY, .color, .contrast, .brightness, .sharpness: "factor"
    }
  }
}
