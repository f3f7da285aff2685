/// The first value of a document that breaks its rule.
package struct Fault: Error, Hashable, CustomStringConvertible {
  /// A step on the way from the document to the value.
  package enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  /// The way to the value; empty for the document itself.
  package var path: [Step]
  /// The rule that it breaks, to follow its name: "must be in 1...16, not 99".
  package var rule: String

  package init(path: [Step] = [], rule: String) { (self.path, self.rule) = (path, rule) }

  /// The value's name from the top: `chains[0].steps[2].degrees`.
  package var place: String {
    path.reduce("") { text, step in
      switch step {
      case .key(let key): (text.isEmpty ? "" : "\(text).") + Self.shortened(key)
      case .index(let index): "\(text)[\(index)]"
      }
    }
  }

  /// A text of a stranger's document, for one line.
  static func shortened(_ text: String) -> String {
    let start = String(text.prefix(40).map { $0.isNewline ? " " : $0 })
    return start.utf8.count < text.utf8.count ? "\(start)..." : start
  }

  package var description: String { path.isEmpty ? "it \(rule)" : "\(place) \(rule)" }
}
