internal import FractalCore
internal import Yams

/// Reads a YAML mapping strictly: every key by its type and range, and none that nobody asked for.
///
/// Errors name the file, the line, the key and what is accepted.
final class YAMLMapping {
  private let file: String
  private let path: String
  private let line: Int
  private let entries: [(key: String, node: Node)]
  private var asked: [String] = []

  /// The mapping at the top of a file's text.
  convenience init(text: String, file: String) throws(PresetError) {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw PresetError(.syntax, "\(file)\(Self.describe(error))")
    }
    guard let root else { throw PresetError(.syntax, "\(file) is empty; a preset is a YAML mapping") }
    try self.init(root, file: file, path: "")
  }

  private init(_ node: Node, file: String, path: String) throws(PresetError) {
    self.file = file
    self.path = path
    line = node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      throw PresetError(
        .content, "\(file):\(line): \(path.isEmpty ? "a preset" : "`\(path)`") must be a mapping of keys to values")
    }
    var entries: [(key: String, node: Node)] = []
    for (key, value) in mapping {
      guard let name = key.string else {
        throw PresetError(.content, "\(file):\(key.mark?.line ?? line): keys must be words")
      }
      entries.append((name, value))
    }
    self.entries = entries
  }

  // MARK: - Values

  /// A string; the default if the key is missing.
  func string(_ key: String, default fallback: String? = nil) throws(PresetError) -> String {
    guard let node = try node(key, optional: fallback != nil) else { return fallback ?? "" }
    guard let string = node.string else { throw wrong(key, node, "must be a text") }
    return string
  }

  /// A name that a file may have: letters, digits, `-`, `_` and `.`, of which the first is a letter or a digit.
  func name(_ key: String) throws(PresetError) -> String {
    let name = try string(key)
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
      default: false
      }
    }
    guard isName, (1...64).contains(name.utf8.count), !"-_.".contains(name[name.startIndex]) else {
      throw wrong(
        key, value(key), "is `\(name)`; it must be 1 to 64 letters, digits, `-`, `_` or `.`, a letter or digit first")
    }
    return name
  }

  /// One of several words.
  func choice(_ key: String, of words: [String], default fallback: String? = nil) throws(PresetError) -> String {
    let word = try string(key, default: fallback)
    guard words.contains(word) else {
      throw wrong(key, value(key), "is `\(word)`; it must be \(words.joined(separator: " or "))")
    }
    return word
  }

  /// A whole number of a range.
  func int(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) throws(PresetError) -> Int {
    guard let node = try node(key, optional: fallback != nil) else { return fallback ?? 0 }
    return try int(key, node, in: range)
  }

  /// A number of a range.
  func double(_ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil) throws(PresetError)
    -> Double
  {
    guard let node = try node(key, optional: fallback != nil) else { return fallback ?? 0 }
    return try double(key, node, in: range)
  }

  /// Two numbers, the lower one first: `[1, 2]`.
  func range(
    _ key: String, within bounds: ClosedRange<Double>, default fallback: ClosedRange<Double>? = nil
  ) throws(PresetError) -> ClosedRange<Double> {
    guard let node = try node(key, optional: fallback != nil) else { return fallback ?? bounds }
    let numbers = try pair(key, node)
    let low = try double(key, numbers.0, in: bounds)
    let high = try double(key, numbers.1, in: bounds)
    guard low <= high else { throw wrong(key, node, "must give the lower number first") }
    return low...high
  }

  /// Two whole numbers, the lower one first, or one for both.
  func range(
    _ key: String, within bounds: ClosedRange<Int>, default fallback: ClosedRange<Int>? = nil
  ) throws(PresetError) -> ClosedRange<Int> {
    guard let node = try node(key, optional: fallback != nil) else { return fallback ?? bounds }
    if node.sequence == nil {
      let both = try int(key, node, in: bounds)
      return both...both
    }
    let numbers = try pair(key, node)
    let low = try int(key, numbers.0, in: bounds)
    let high = try int(key, numbers.1, in: bounds)
    guard low <= high else { throw wrong(key, node, "must give the lower number first") }
    return low...high
  }

  /// One or two whole numbers in the order given: `n` or `[height, width]`.
  func sides(_ key: String, in range: ClosedRange<Int>) throws(PresetError) -> (Int, Int) {
    guard let node = try node(key, optional: false) else { return (0, 0) }
    guard node.sequence != nil else {
      let side = try int(key, node, in: range)
      return (side, side)
    }
    let numbers = try pair(key, node)
    return (try int(key, numbers.0, in: range), try int(key, numbers.1, in: range))
  }

  /// True or false.
  func bool(_ key: String) throws(PresetError) -> Bool {
    guard let node = try node(key, optional: false), let value = node.bool else {
      throw wrong(key, value(key), "must be true or false")
    }
    return value
  }

  /// A list of whole numbers, each of a range.
  func ints(_ key: String, in range: ClosedRange<Int>) throws(PresetError) -> [Int] {
    var numbers: [Int] = []
    for node in try list(key) { numbers.append(try int(key, node, in: range)) }
    return numbers
  }

  /// A list of numbers, each of a range.
  func doubles(_ key: String, in range: ClosedRange<Double>) throws(PresetError) -> [Double] {
    var numbers: [Double] = []
    for node in try list(key) { numbers.append(try double(key, node, in: range)) }
    return numbers
  }

  /// One of the cases of an enumeration, by its raw value.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of _: Choice.Type
  ) throws(PresetError) -> Choice {
    guard let node = try node(key, optional: false) else { throw error("the key `\(joined(key))` is missing") }
    return try choice(key, node)
  }

  /// A list of cases of an enumeration, by their raw values.
  func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, of _: Choice.Type
  ) throws(PresetError) -> [Choice] {
    var choices: [Choice] = []
    for node in try list(key) { choices.append(try choice(key, node)) }
    return choices
  }

  /// A mapping beneath this one that must be there.
  func required(_ key: String) throws(PresetError) -> YAMLMapping {
    guard let node = try node(key, optional: false) else { throw error("the key `\(joined(key))` is missing") }
    return try YAMLMapping(node, file: file, path: joined(key))
  }

  /// A mapping beneath this one; nil if the key is missing.
  func mapping(_ key: String) throws(PresetError) -> YAMLMapping? {
    guard let node = try node(key, optional: true) else { return nil }
    return try YAMLMapping(node, file: file, path: joined(key))
  }

  /// A list of mappings, one at least.
  func mappings(_ key: String) throws(PresetError) -> [YAMLMapping] {
    guard let node = try node(key, optional: false), let sequence = node.sequence, !sequence.isEmpty else {
      throw wrong(key, value(key), "must be a list with at least one entry")
    }
    var mappings: [YAMLMapping] = []
    for (index, node) in sequence.enumerated() {
      mappings.append(try YAMLMapping(node, file: file, path: "\(joined(key))[\(index)]"))
    }
    return mappings
  }

  /// Whether the mapping has a key.
  func has(_ key: String) -> Bool { value(key) != nil }

  /// Refuses every key that nobody asked for.
  func finish() throws(PresetError) {
    for (key, node) in entries where !asked.contains(key) {
      throw PresetError(
        .content,
        "\(file):\(node.mark?.line ?? line): unknown key `\(joined(key))`; the keys here are \(asked.joined(separator: ", "))"
      )
    }
  }

  /// An error that names the file and this mapping's line, for what the keys say together.
  func error(_ text: String) -> PresetError { PresetError(.content, "\(file):\(line): \(text)") }

  // MARK: - Nodes

  private func value(_ key: String) -> Node? { entries.first { $0.key == key }?.node }

  private func node(_ key: String, optional: Bool) throws(PresetError) -> Node? {
    if !asked.contains(key) { asked.append(key) }
    if let node = value(key) { return node }
    if optional { return nil }
    throw PresetError(.content, "\(file):\(line): the key `\(joined(key))` is missing")
  }

  private func list(_ key: String) throws(PresetError) -> [Node] {
    guard let node = try node(key, optional: false), let sequence = node.sequence else {
      throw wrong(key, value(key), "must be a list")
    }
    return Array(sequence)
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ node: Node
  ) throws(PresetError) -> Choice {
    guard let word = node.string else { throw wrong(key, node, "must be a word") }
    guard let choice = Choice(rawValue: word) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong(key, node, "is `\(word)`; it must be one of \(words)")
    }
    return choice
  }

  private func pair(_ key: String, _ node: Node) throws(PresetError) -> (Node, Node) {
    guard let sequence = node.sequence, sequence.count == 2 else {
      throw wrong(key, node, "must be a list of two numbers")
    }
    return (sequence[0], sequence[1])
  }

  private func int(_ key: String, _ node: Node, in range: ClosedRange<Int>) throws(PresetError) -> Int {
    guard let number = node.int else { throw wrong(key, node, "must be a whole number") }
    guard range.contains(number) else {
      throw wrong(key, node, "is \(number); it must be \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func double(_ key: String, _ node: Node, in range: ClosedRange<Double>) throws(PresetError) -> Double {
    guard let number = node.float ?? node.int.map(Double.init) else { throw wrong(key, node, "must be a number") }
    guard range.contains(number) else {
      let bounds = "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
      throw wrong(key, node, "is \(Self.text(number)); it must be \(bounds)")
    }
    return number
  }

  /// A number as one would write it: bounds that are Float have no digits that only Double shows.
  private static func text(_ number: Double) -> String {
    let text = Double(Float(number)) == number ? "\(Float(number))" : "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private func joined(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private func wrong(_ key: String, _ node: Node?, _ text: String) -> PresetError {
    PresetError(.content, "\(file):\(node?.mark?.line ?? line): `\(joined(key))` \(text)")
  }

  private static func describe(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ":\(mark.line): this is no YAML: \(problem) (column \(mark.column))"
    case .duplicatedKeysInMapping(let keys, let context):
      ":\(context.mark.line): the key `\(keys.first ?? "")` stands twice in one mapping"
    default: " is no YAML: \(String(describing: error).split(separator: "\n").first ?? "unknown error")"
    }
  }
}
