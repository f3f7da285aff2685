internal import CanonicalData

extension ImageOperation: Schema {
  package static var blank: ImageOperation { ImageOperation(.equalize, unchecked: 0) }

  /// `{"operation": "rotate", "degrees": 12}`: the name and what the operation needs.
  package mutating func pass(over fields: inout Fields) {
    var kind = kind
    fields.discriminator("operation", &kind, .word())
    pass(over: &fields, as: kind)
  }

  /// The parameter alone, beside other keys.
  mutating func pass(over fields: inout Fields, as kind: ImageOperationKind) {
    var value = parameter
    if let form = kind.row.parameter { fields(form.key, &value, form) }
    self = ImageOperation(kind, unchecked: value)
  }
}

/// The parameter of an image operation: its key in a plan and its range.
struct ImageOperationParameter: Form {
  let key: String
  let range: ClosedRange<Double>
  let isWhole: Bool

  init(_ key: String, _ range: ClosedRange<Double>) { (self.key, self.range, isWhole) = (key, range, false) }

  init(_ key: String, whole range: ClosedRange<Int>) {
    (self.key, isWhole) = (key, true)
    self.range = Double(range.lowerBound)...Double(range.upperBound)
  }

  static var factor: ImageOperationParameter { ImageOperationParameter("factor", -10...10) }
  static var pixels: ImageOperationParameter { ImageOperationParameter("pixels", whole: -1024...1024) }

  private var bounds: String { "\(json(of: range.lowerBound).summary)...\(json(of: range.upperBound).summary)" }

  var kind: String { "a \(isWhole ? "whole " : "")number in \(bounds)" }

  func value(of json: JSONValue) -> Double? {
    guard case .number(let number) = json, !isWhole || number == number.rounded() else { return nil }
    // -0 of a whole number is 0.
    return isWhole ? number + 0 : number
  }

  func json(of value: Double) -> JSONValue { .number(value) }

  func fault(of value: Double) -> String? {
    guard range.contains(value), !isWhole || value == value.rounded() else {
      return "must be in \(bounds), not \(json(of: value).summary)"
    }
    return nil
  }
}
