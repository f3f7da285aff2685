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
    let parameter = ImageOperationParameter(kind)
    if let parameter { try object.allow("operation", parameter.key) } else { try object.allow("operation") }
    func whole() throws -> Int {
      guard let parameter else { return 0 }
      return try object.whole(parameter.key, in: parameter.wholeRange)
    }
    func real() throws -> Double {
      guard let parameter else { return 0 }
      return try object.real(parameter.key, in: parameter.range)
    }
    switch kind {
    case .equalize: self = .equalize
    case .mirror: self = .mirror
    case .invert: self = .invert
    case .posterize: self = .posterize(bits: try whole())
    case .rotate: self = .rotate(degrees: try whole())
    case .solarize: self = .solarize(threshold: try whole())
    case .shearX: self = .shearX(factor: try real())
    case .shearY: self = .shearY(factor: try real())
    case .translateX: self = .translateX(pixels: try whole())
    case .translateY: self = .translateY(pixels: try whole())
    case .autocontrast: self = .autocontrast(cutoff: try real())
    case .color: self = .color(factor: try real())
    case .contrast: self = .contrast(factor: try real())
    case .brightness: self = .brightness(factor: try real())
    case .sharpness: self = .sharpness(factor: try real())
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: PlanKey.self)
    try container.encode(kind, forKey: PlanKey("operation"))
    guard let parameter = ImageOperationParameter(kind), let value = parameterValue else { return }
    let key = PlanKey(parameter.key)
    if parameter.isWhole {
      try container.encode(Int(value), forKey: key)
    } else {
      try container.encode(value, forKey: key)
    }
  }
}
