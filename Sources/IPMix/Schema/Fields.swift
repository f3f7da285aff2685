package import CanonicalData

/// One pass over the fields of a JSON object, which reads, writes or checks them.
///
/// Reading is strict: no key that no field has, no field left out that has no default, every value within its form. The pass
/// goes on after a fault and keeps the first.
package struct Fields {
  package enum Task {
    case reading, writing, checking
  }

  package let task: Task
  /// The object's members: what is read, or what has been written so far.
  package private(set) var members: [String: JSONValue] = [:]
  /// The keys of the fields so far, when reading.
  private var known: [String] = []
  private var missing: Fault?
  /// Whether a field is missing here or around, so that rules over several fields cannot be judged.
  private var isIncomplete = false
  private var fault: Fault?

  package init(_ task: Task) { self.task = task }

  package init(reading json: JSONValue) {
    self.init(.reading)
    guard case .object(let members) = json else {
      fault = Fault(path: [], rule: "must be an object of keys and values, not \(json.summary)")
      return
    }
    self.members = members
  }

  /// Whether the object that is read has a key, or whether a value that is written or checked `isThere`.
  package mutating func has(_ key: String, _ isThere: Bool) -> Bool {
    guard task == .reading else { return isThere }
    if !known.contains(key) { known.append(key) }
    return members[key] != nil
  }

  // MARK: - Fields

  /// A field of one form; with a default, one that may be left out.
  package mutating func callAsFunction<F: Form>(
    _ key: String, _ value: inout F.Value, _ form: F, default fallback: F.Value? = nil
  ) {
    if task == .reading {
      guard let json = member(key, isOptional: fallback != nil) else {
        if let fallback { value = fallback }
        return
      }
      guard let read = form.value(of: json) else {
        return refuse([.key(key)], "must be \(form.kind), not \(json.summary)")
      }
      value = read
    }
    if let rule = form.fault(of: value) { return refuse([.key(key)], rule) }
    if task == .writing { members[key] = form.json(of: value) }
  }

  /// The field that tells which fields there are: without it, nothing else is looked at.
  package mutating func discriminator<F: Form>(_ key: String, _ value: inout F.Value, _ form: F) {
    self(key, &value, form)
    fault = fault ?? missing
  }

  /// A list of values of one form.
  package mutating func list<F: Form>(
    _ key: String, _ values: inout [F.Value], of form: F, counts: ClosedRange<Int>
  ) {
    if task == .reading {
      guard let elements = elements(key) else { return }
      values = []
      for (index, json) in elements.enumerated() {
        guard let value = form.value(of: json) else {
          return refuse([.key(key), .index(index)], "must be \(form.kind), not \(json.summary)")
        }
        values.append(value)
      }
    }
    requireCount(values.count, in: counts, key)
    for (index, value) in values.enumerated() {
      if let rule = form.fault(of: value) { return refuse([.key(key), .index(index)], rule) }
    }
    if task == .writing { members[key] = .array(values.map(form.json)) }
  }

  /// A list of objects.
  package mutating func list<Element>(
    _ key: String, _ values: inout [Element], blank: Element, counts: ClosedRange<Int>,
    _ pass: (inout Element, inout Fields) -> Void
  ) {
    var written: [JSONValue] = []
    if task == .reading {
      guard let elements = elements(key) else { return }
      values = []
      for (index, json) in elements.enumerated() where fault == nil {
        var value = blank
        nested([.key(key), .index(index)], json) { pass(&value, &$0) }
        values.append(value)
      }
    } else {
      for index in values.indices {
        var value = values[index]
        let members = nested([.key(key), .index(index)], nil) { pass(&value, &$0) }
        if task == .writing { written.append(.object(members)) }
      }
    }
    requireCount(values.count, in: counts, key)
    if task == .writing { members[key] = .array(written) }
  }

  /// An object within the object.
  package mutating func object(_ key: String, _ pass: (inout Fields) -> Void) {
    let json = task == .reading ? member(key, isOptional: false) : nil
    guard task != .reading || json != nil else { return }
    let inner = nested([.key(key)], json, pass)
    if task == .writing { members[key] = .object(inner) }
  }

  /// An object, or one word in its place.
  package mutating func object(_ key: String, orWord word: String, _ isWord: inout Bool, _ pass: (inout Fields) -> Void)
  {
    if task == .reading, case .string(let text)? = members[key] {
      _ = member(key, isOptional: false)
      isWord = true
      if text != word { refuse([.key(key)], "must be `\(word)` or an object, not \(JSONValue.string(text).summary)") }
    } else if task != .reading && isWord {
      if task == .writing { members[key] = .string(word) }
    } else {
      isWord = false
      object(key, pass)
    }
  }

  // MARK: - Rules

  /// A rule over several fields, told at one of them: a key, or keys joined by points.
  package mutating func require(_ holds: Bool, _ key: String, _ rule: @autoclosure () -> String) {
    guard !holds, fault == nil, !isIncomplete else { return }
    refuse(key.split(separator: ".").map { .key(String($0)) }, rule())
  }

  private mutating func requireCount(_ count: Int, in counts: ClosedRange<Int>, _ key: String) {
    require(
      counts.contains(count), key,
      "must hold \(counts.count == 1 ? "\(counts.lowerBound)" : "\(counts)") values, not \(count)")
  }

  // MARK: - The pass

  /// The first fault, after all fields were named.
  package mutating func finish() -> Fault? {
    if fault == nil, task == .reading, let unknown = members.keys.filter({ !known.contains($0) }).min() {
      fault = Fault(
        path: [.key(unknown)], rule: "is unknown; the keys here are \(known.joined(separator: ", "))")
    }
    return fault ?? missing
  }

  private mutating func refuse(_ path: [Fault.Step], _ rule: String) {
    if fault == nil { fault = Fault(path: path, rule: rule) }
  }

  private mutating func member(_ key: String, isOptional: Bool) -> JSONValue? {
    if has(key, true) { return members[key] }
    if !isOptional {
      missing = missing ?? Fault(path: [.key(key)], rule: "is missing")
      isIncomplete = true
    }
    return nil
  }

  private mutating func elements(_ key: String) -> [JSONValue]? {
    guard let json = member(key, isOptional: false) else { return nil }
    guard let elements = json.elements else {
      refuse([.key(key)], "must be a list, not \(json.summary)")
      return nil
    }
    return elements
  }

  @discardableResult
  private mutating func nested(
    _ path: @autoclosure () -> [Fault.Step], _ json: JSONValue?, _ pass: (inout Fields) -> Void
  ) -> [String: JSONValue] {
    var inner = json.map(Fields.init(reading:)) ?? Fields(task)
    inner.isIncomplete = isIncomplete
    if inner.fault == nil { pass(&inner) }
    if let fault = inner.finish() { refuse(path() + fault.path, fault.rule) }
    return inner.members
  }
}
