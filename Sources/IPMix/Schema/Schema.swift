package import CanonicalData

/// A value whose JSON object is defined once, field by field, for reading, writing and checking.
///
///     struct Depth: Schema {
///       var least: Int
///       var most: Int
///
///       mutating func pass(over fields: inout Fields) {
///         fields("least", &least, .whole(in: 0...16))
///         fields("most", &most, .whole(in: 1...16))
///       }
///     }
package protocol Schema {
  /// The value that reading starts from; only fields that may be left out keep what it says.
  static var blank: Self { get }

  /// Names every field with its form, and the rules that fields keep together.
  mutating func pass(over fields: inout Fields)
}

extension Schema {
  /// The value that a JSON object is.
  ///
  /// - Throws: the first ``Fault``: an unknown, missing or impossible value.
  package init(json: JSONValue) throws(Fault) {
    self = .blank
    var fields = Fields(reading: json)
    pass(over: &fields)
    if let fault = fields.finish() { throw fault }
  }

  /// The value as a JSON object.
  ///
  /// - Throws: the first ``Fault``, as ``check()`` does.
  package func jsonValue() throws(Fault) -> JSONValue {
    var (copy, fields) = (self, Fields(.writing))
    copy.pass(over: &fields)
    if let fault = fields.finish() { throw fault }
    return .object(fields.members)
  }

  /// Throws the first ``Fault``; allocates nothing where there is none.
  package func check() throws(Fault) {
    var (copy, fields) = (self, Fields(.checking))
    copy.pass(over: &fields)
    if let fault = fields.finish() { throw fault }
  }
}
