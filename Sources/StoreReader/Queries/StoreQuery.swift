public import FractalCore

/// Conditions on attributes that an asset must all meet, as in `fill>0.3 and family=affine`.
///
///     query     = condition *( "and" condition )
///     condition = name operator value
///     operator  = "=" / "<" / "<=" / ">" / ">="
///     name, value = word / quoted
///
/// A word is any run of characters other than white space, `<`, `>`, `=`, `!` and quotes; what has such is put in double or
/// single quotes. White space may stand between all parts. Texts can be compared with `=` alone, numbers with all.
public struct StoreQuery: Sendable, Hashable {
  /// How an attribute is compared.
  public enum Comparison: String, Sendable, CaseIterable {
    case equal = "="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
  }

  /// One comparison of an attribute with a value.
  public struct Condition: Sendable, Hashable {
    public var attribute: String
    public var comparison: Comparison
    /// As written: whether it is a number depends on the attribute.
    public var value: String

    /// A condition as given.
    public init(_ attribute: String, _ comparison: Comparison, _ value: String) {
      self.attribute = attribute
      self.comparison = comparison
      self.value = value
    }
  }

  /// All of them must hold.
  public var conditions: [Condition]

  /// A query of conditions; none are met by every asset.
  public init(_ conditions: [Condition]) {
    self.conditions = conditions
  }
}

extension StoreQuery.Condition {
  /// The numbers that meet this condition; nil when its value is no finite number.
  var range: ClosedRange<Double>? {
    guard let value = Double(value), value.isFinite else { return nil }
    return switch comparison {
    case .equal: value...value
    case .less: -.infinity...value.nextDown
    case .atMost: -.infinity...value
    case .greater: value.nextUp ... .infinity
    case .atLeast: value ... .infinity
    }
  }
}

extension Store {
  /// The ids of the assets that meet all conditions, ascending; O(log n + m log m) for the m that meet any of them.
  ///
  /// - Throws: ``StoreError`` with `invalidQuery` for an attribute that no asset has, a text that is compared by order,
  ///   a number that is compared with a text.
  public func ids(matching query: StoreQuery) throws(StoreError) -> [Int] {
    let attributes = try attributes()
    var result: [Int]?
    for condition in query.conditions {
      let found = try ids(meeting: condition, attributes)
      guard let before = result else {
        result = found
        continue
      }
      result = Self.common(before, found)
    }
    return result ?? Array(ids)
  }

  /// The common elements of two ascending arrays.
  private static func common(_ left: [Int], _ right: [Int]) -> [Int] {
    var common: [Int] = []
    var place = 0
    for id in left {
      while place < right.count && right[place] < id { place += 1 }
      if place < right.count && right[place] == id { common.append(id) }
    }
    return common
  }

  private func ids(
    meeting condition: StoreQuery.Condition, _ attributes: [StoreAttribute]
  ) throws(StoreError) -> [Int] {
    switch try kind(of: condition.attribute, attributes) {
    case .text:
      guard condition.comparison == .equal else {
        throw StoreError(
          .invalidQuery,
          "\(condition.attribute) is a text and cannot be compared with \(condition.comparison.rawValue): use =")
      }
      return try ids(where: condition.attribute, equals: condition.value)
    case .number:
      guard let range = condition.range else {
        throw StoreError(.invalidQuery, "\(condition.attribute) is a number, and '\(condition.value)' is none")
      }
      return try ids(where: condition.attribute, in: range)
    }
  }

  private func kind(of name: String, _ attributes: [StoreAttribute]) throws(StoreError) -> StoreAttribute.Kind {
    if let attribute = attributes.first(where: { $0.name == name }) { return attribute.kind }
    throw StoreError(
      .invalidQuery,
      attributes.isEmpty
        ? "\(path) holds no asset yet, so there is nothing to ask about '\(name)'"
        : "no asset of \(path) has the attribute '\(name)'; there are: "
          + attributes.map(\.name).joined(separator: ", "))
  }
}
