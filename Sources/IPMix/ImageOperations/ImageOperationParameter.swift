/// The one parameter that an image operation may have: its key in a plan and its range.
struct ImageOperationParameter {
  /// The key in a plan's JSON.
  let key: String
  /// The values with which an operation can be applied.
  let range: ClosedRange<Double>
  /// Whether only whole numbers are values.
  let isWhole: Bool

  private init(_ key: String, _ range: ClosedRange<Double>) { (self.key, self.range, isWhole) = (key, range, false) }

  private init(_ key: String, whole range: ClosedRange<Int>) {
    (self.key, isWhole) = (key, true)
    self.range = Double(range.lowerBound)...Double(range.upperBound)
  }

  /// The range of whole numbers.
  var wholeRange: ClosedRange<Int> { Int(range.lowerBound)...Int(range.upperBound) }

  /// The parameter of an operation; nil where it has none.
  init?(_ kind: ImageOperationKind) {
    switch kind {
    case .equalize, .mirror, .invert: return nil
    case .posterize: self.init("bits", whole: 0...8)
    case .rotate: self.init("degrees", whole: -360...360)
    case .solarize: self.init("threshold", whole: 0...256)
    case .translateX, .translateY: self.init("pixels", whole: -1024...1024)
    case .autocontrast: self.init("cutoff", 0...100)
    case .shearX, .shearY, .color, .contrast, .brightness, .sharpness: self.init("factor", -10...10)
    }
  }
}

extension ImageOperation {
  /// The value of the operation's parameter; nil where it has none.
  public var parameterValue: Double? {
    switch self {
    case .equalize, .mirror, .invert: nil
    case .posterize(let value), .rotate(let value), .solarize(let value), .translateX(let value),
      .translateY(let value):
      Double(value)
    case .shearX(let value), .shearY(let value), .autocontrast(let value), .color(let value), .contrast(let value),
      .brightness(let value), .sharpness(let value):
      value
    }
  }

  /// What is wrong with the operation's parameter, such as "bits of posterize must be in 0...8, not 9"; nil if nothing.
  var fault: String? {
    guard let parameter = ImageOperationParameter(kind), let value = parameterValue, !parameter.range.contains(value)
    else { return nil }
    let range = parameter.isWhole ? "\(parameter.wholeRange)" : "\(parameter.range)"
    let given = Int(exactly: value).map { "\($0)" } ?? "\(value)"
    return "\(parameter.key) of \(kind.rawValue) must be in \(range), not \(given)"
  }
}
