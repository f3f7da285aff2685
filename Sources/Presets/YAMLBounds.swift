internal import CYaml
internal import FractalCore

/// Limits of the YAML that a preset may use, checked on the parser's events before anything is built from them.
///
/// A kilobyte of aliases that nest keeps a reader busy for ever, because it compares mapping keys by their content.
enum YAMLBounds {
  /// Bytes of the text; the built-in presets have some thousands, as have genomes of flames.
  private static let bytes = 64 << 10
  /// Levels of nesting; a flame's genome has six.
  private static let depth = 16
  private static let tooDeep = "lists and mappings nest more than \(depth) deep"
  /// Scalars, lists and mappings together; a flame of 16 maps has some thousands.
  private static let nodes = 10_000
  /// Bytes of one scalar.
  private static let scalarBytes = 4096

  /// Refuses aliases, anchors and tags, and more depth, nodes or text than a preset needs; O(n).
  ///
  /// Text that is no YAML passes: its composition stops at the same event and says why.
  ///
  /// - Throws: ``PresetError`` with the code ``PresetErrorCode/excessive`` that names the line.
  static func check(_ text: String, file: String) throws(PresetError) {
    guard text.utf8.count <= bytes else {
      throw PresetError(.excessive, "\(file) has more than \(bytes >> 10) KiB: it is no preset")
    }
    var refusal: (line: Int, what: String)?
    let bytes = Array(text.utf8)
    bytes.withUnsafeBufferPointer { bytes in
      var parser = yaml_parser_t()
      guard yaml_parser_initialize(&parser) == 1 else { return }
      defer { yaml_parser_delete(&parser) }
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      var counts = Counts()
      var isAtEnd = false
      while !isAtEnd, refusal == nil {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else {
          // The parser reads ahead and has a limit of its own.
          if parser.flow_level > depth { refusal = (Int(parser.mark.line) + 1, tooDeep) }
          return
        }
        defer { yaml_event_delete(&event) }
        isAtEnd = event.type == YAML_STREAM_END_EVENT
        refusal = counts.refusal(of: event).map { (Int(event.start_mark.line) + 1, $0) }
      }
    }
    guard let refusal else { return }
    throw PresetError(.excessive, "\(file):\(refusal.line): \(refusal.what)")
  }

  /// Running totals over the events of a text.
  private struct Counts {
    private var depth = 0
    private var nodes = 0

    /// Counts an event; gives what is wrong with it.
    mutating func refusal(of event: yaml_event_t) -> String? {
      let node: (anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?)
      switch event.type {
      case YAML_ALIAS_EVENT: return "`*\(Self.text(event.data.alias.anchor))` is an alias: write the value itself"
      case YAML_SCALAR_EVENT:
        guard event.data.scalar.length <= YAMLBounds.scalarBytes else {
          return "a text has more than \(YAMLBounds.scalarBytes) bytes, the most that a preset's may have"
        }
        node = (event.data.scalar.anchor, event.data.scalar.tag)
      case YAML_SEQUENCE_START_EVENT:
        depth += 1
        node = (event.data.sequence_start.anchor, event.data.sequence_start.tag)
      case YAML_MAPPING_START_EVENT:
        depth += 1
        node = (event.data.mapping_start.anchor, event.data.mapping_start.tag)
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
        depth -= 1
        return nil
      default: return nil
      }
      nodes += 1
      if depth > YAMLBounds.depth { return YAMLBounds.tooDeep }
      if nodes > YAMLBounds.nodes { return "there are more than \(YAMLBounds.nodes) values and keys: it is no preset" }
      if let anchor = node.anchor { return "`&\(Self.text(anchor))` is an anchor: leave it out" }
      if let tag = node.tag { return "`\(Self.text(tag))` is a tag: leave it out" }
      return nil
    }

    private static func text(_ start: UnsafeMutablePointer<yaml_char_t>) -> String { String(cString: start) }
  }
}
