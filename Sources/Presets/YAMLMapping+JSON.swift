internal import CanonicalData
internal import FractalCore
internal import IPMix
internal import Yams

extension YAMLMapping {
  /// The mapping as a JSON object.
  ///
  /// - Parameter texts: keys whose values are texts also where YAML would take them for numbers: `name: 2024`.
  func json(texts: Set<String>) throws(PresetError) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for (key, _, node) in entries {
      members[key] = if texts.contains(key), let text = node.string { .string(text) } else { try json(node) }
    }
    return .object(members)
  }

  /// The error for a value of ``json(texts:)``, with its line.
  func error(_ fault: Fault) -> PresetError {
    var (line, inner) = (self.line, nil as Node?)
    for (depth, step) in fault.path.enumerated() {
      switch step {
      case .key(let key):
        let found = depth == 0 ? entries.first { $0.key == key }?.node : inner?.mapping?[Node(key)]
        line = (depth == 0 ? entries.first { $0.key == key }?.line : found?.mark?.line) ?? line
        inner = found
      case .index(let index):
        guard let sequence = inner?.sequence, sequence.indices.contains(index) else { continue }
        line = sequence[index].mark?.line ?? line
        inner = sequence[index]
      }
    }
    return PresetError(.content, "\(file):\(line): `\(fault.place)` \(fault.rule)")
  }

  private func json(_ node: Node) throws(PresetError) -> JSONValue {
    if let sequence = node.sequence {
      var elements: [JSONValue] = []
      for element in sequence { elements.append(try json(element)) }
      return .array(elements)
    }
    if node.mapping != nil {
      return try YAMLMapping(node, file: file, path: "", line: node.mark?.line).json(texts: [])
    }
    if let flag = node.bool { return .bool(flag) }
    if Self.isDecimal(node), let number = node.float { return .number(number) }
    return .string(node.string ?? "")
  }
}
