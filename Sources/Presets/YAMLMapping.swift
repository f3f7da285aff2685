internal import FractalCore
internal import StoreWriter
internal import Yams

/// Reads a YAML mapping strictly: every key by its type and range, and none that nobody asked for.
///
/// Errors name the file, the line, the key and what is accepted.
final class YAMLMapping {
  let file: String
  private let path: String
  let line: Int
  let entries: [(key: String, line: Int, node: Node)]
  private var asked: [String] = []

  /// The mapping at the top of a file's text.
  convenience init(text: String, file: String) throws(PresetError) {
    try YAMLBounds.check(text, file: file)
    let root: Node?
    do {
      // Without a default encoding, which Yams would take from the environment.
      root = try Yams.compose(yaml: text, .default, .default, .utf8)
    } catch {
      throw PresetError(.syntax, "\(file)\(Self.describe(error))")
    }
    guard let root else { throw PresetError(.syntax, "\(file) is empty; a preset is a YAML mapping") }
    try self.init(root, file: file, path: "")
  }

  init(_ node: Node, file: String, path: String, line: Int? = nil) throws(PresetError) {
    self.file = file
    self.path = path
    self.line = line ?? node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      throw PresetError(
        .content, "\(file):\(self.line): \(path.isEmpty ? "a preset" : "`\(path)`") must be a mapping of keys to values"
      )
    }
    var entries: [(key: String, line: Int, node: Node)] = []
    for (key, value) in mapping {
      guard let name = key.string else {
        throw PresetError(.content, "\(file):\(key.mark?.line ?? self.line): keys must be words")
      }
      entries.append((name, key.mark?.line ?? value.mark?.line ?? self.line, value))
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

  /// A number that may be missing.
  func optionalDouble(_ key: String, in range: ClosedRange<Double>) throws(PresetError) -> Double? {
    guard let node = try node(key, optional: true) else { return nil }
    return try double(key, node, in: range)
  }

  /// A seed: any whole number of 64 bits.
  func seed(_ key: String, default fallback: UInt64) throws(PresetError) -> UInt64 {
    guard let node = try node(key, optional: true) else { return fallback }
    guard node.int != nil || node.string.flatMap({ UInt64($0) }) != nil else {
      throw wrong(key, node, "must be a whole number from 0 to \(UInt64.max)")
    }
    if let seed = node.string.flatMap({ UInt64($0) }) ?? node.int.flatMap({ UInt64(exactly: $0) }) { return seed }
    throw wrong(key, node, "is \(node.int ?? 0); it must be 0 to \(UInt64.max)")
  }

  /// A licence: an SPDX expression.
  func licence(_ key: String, default fallback: String) throws(PresetError) -> String {
    let licence = try string(key, default: fallback)
    guard let problem = SPDXExpression.problem(in: licence) else { return licence }
    throw wrong(key, value(key), "must be an SPDX expression such as CC0-1.0: \(problem)")
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
  func bool(_ key: String, default fallback: Bool? = nil) throws(PresetError) -> Bool {
    guard let node = try node(key, optional: fallback != nil) else { return fallback ?? false }
    guard let value = node.bool else {
      throw wrong(key, value(key), "must be true or false")
    }
    return value
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
    return try YAMLMapping(node, file: file, path: joined(key), line: line(of: key))
  }

  /// A mapping beneath this one; nil if the key is missing.
  func mapping(_ key: String) throws(PresetError) -> YAMLMapping? {
    guard let node = try node(key, optional: true) else { return nil }
    return try YAMLMapping(node, file: file, path: joined(key), line: line(of: key))
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
    for (key, line, _) in entries where !asked.contains(key) {
      throw PresetError(
        .content,
        "\(file):\(line): unknown key `\(joined(key))`; the keys here are \(asked.joined(separator: ", "))"
      )
    }
  }

  /// An error that names the file and a line, for what the keys say together: the line of `key`, else this mapping's.
  func error(_ text: String, at key: String? = nil) -> PresetError {
    PresetError(.content, "\(file):\(key.map(line(of:)) ?? line): \(text)")
  }

  // MARK: - Nodes

  /// The line on which a key stands; this mapping's for one that is missing.
  private func line(of key: String) -> Int { entries.first { $0.key == key }?.line ?? line }

  private func value(_ key: String) -> Node? { entries.first { $0.key == key }?.node }

  private func node(_ key: String, optional: Bool) throws(PresetError) -> Node? {
    if !asked.contains(key) { asked.append(key) }
    if let node = value(key) { return node }
    if optional { return nil }
    try refuseMisspelling(of: key)
    throw PresetError(.content, "\(file):\(line): the key `\(joined(key))` is missing")
  }

  /// Refuses a key that is one or two letters away from the missing one: that is more likely what is wrong.
  ///
  /// Short keys are left alone: the coefficients a to f are all one letter away from each other.
  private func refuseMisspelling(of missing: String) throws(PresetError) {
    guard missing.utf8.count >= 4 else { return }
    for (key, line, _) in entries where !asked.contains(key) && Spelling.distance(key, missing) <= 2 {
      throw PresetError(.content, "\(file):\(line): unknown key `\(joined(key))`; is `\(joined(missing))` meant?")
    }
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
    guard Self.isDecimal(node), let number = node.int else { throw wrong(key, node, "must be a whole number") }
    guard range.contains(number) else {
      throw wrong(key, node, "is \(number); it must be \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func double(_ key: String, _ node: Node, in range: ClosedRange<Double>) throws(PresetError) -> Double {
    guard Self.isDecimal(node), let number = node.float ?? node.int.map(Double.init) else {
      throw wrong(key, node, "must be a number")
    }
    guard range.contains(number) else {
      let bounds = "\(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
      throw wrong(key, node, "is \(Self.text(number)); it must be \(bounds)")
    }
    return number
  }

  /// Whether a number is not in another base, which YAML 1.1 takes a leading zero or a colon for: `010`, `0x10`, `1:30`.
  static func isDecimal(_ node: Node) -> Bool {
    guard let text = node.scalar?.string else { return true }
    let digits = text.drop { $0 == "-" || $0 == "+" }.utf8
    return !digits.contains(UInt8(ascii: ":"))
      && (digits.first != UInt8(ascii: "0") || digits.dropFirst().first.map { ".eE".utf8.contains($0) } ?? true)
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
