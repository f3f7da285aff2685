internal import FractalCore
internal import StoreReader

/// SPDX licence expressions: licences of the SPDX list or of one's own, joined by `AND`, `OR`, `WITH` and parentheses
/// (SPDX specification 2.3, annex D).
public enum SPDXExpression {
  /// The fault of an expression, as half a sentence that begins with its subject; nil for a valid one.
  public static func problem(in text: String) -> String? {
    guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy({ isWordByte($0) || " ()".utf8.contains($0) })
    else { return "it must be 1 to 200 letters, digits, spaces or `-.+():` on one line" }
    var words = text.replacing("(", with: " ( ").replacing(")", with: " ) ").split(separator: " ").map(String.init)[...]
    if let problem = takeAlternatives(&words, depth: 0) { return problem }
    return words.first.map { "`\($0)` stands where AND or OR should" }
  }

  /// Takes terms that `AND` and `OR` join from the front of `words`; gives what is wrong.
  private static func takeAlternatives(_ words: inout ArraySlice<String>, depth: Int) -> String? {
    while true {
      if let problem = takeTerm(&words, depth: depth) { return problem }
      guard words.first == "AND" || words.first == "OR" else { return nil }
      words.removeFirst()
    }
  }

  private static func takeTerm(_ words: inout ArraySlice<String>, depth: Int) -> String? {
    guard let word = words.popFirst() else { return "a licence is missing at its end" }
    if word == "(" {
      if let problem = takeAlternatives(&words, depth: depth + 1) { return problem }
      return words.popFirst() == ")" ? nil : "a `)` is missing"
    }
    let isPlus = word.hasSuffix("+") && !word.contains("LicenseRef-")
    if !isOwn(word), let problem = unknown(isPlus ? String(word.dropLast()) : word, licences, "licence") {
      return problem
    }
    guard words.first == "WITH" else { return nil }
    words.removeFirst()
    guard let exception = words.popFirst() else { return "an exception is missing after WITH" }
    return unknown(exception, exceptions, "exception")
  }

  /// Whether a word is `LicenseRef-NAME`, which may follow `DocumentRef-NAME:`.
  private static func isOwn(_ word: String) -> Bool {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard let reference = parts.last, parts.count <= 2, isReference(reference, "LicenseRef-") else { return false }
    return parts.count == 1 || isReference(parts[0], "DocumentRef-")
  }

  private static func isReference(_ text: Substring, _ prefix: String) -> Bool {
    text.hasPrefix(prefix) && text.utf8.count > prefix.utf8.count
      && text.utf8.allSatisfy { isWordByte($0) && !"+:".utf8.contains($0) }
  }

  /// The fault of an identifier that is not in a list, with the most similar one.
  private static func unknown(_ word: String, _ list: Set<String>, _ kind: String) -> String? {
    if list.contains(word) { return nil }
    let capital = word.uppercased()
    let nearest = list.sorted().map { ($0, Spelling.distance($0.uppercased(), capital)) }.min { $0.1 < $1.1 }
    guard let nearest, nearest.1 <= max(1, word.utf8.count / 4) else {
      return "`\(word)` is no \(kind) of the SPDX list; one of your own is LicenseRef-NAME"
    }
    return "`\(word)` is no \(kind) of the SPDX list; is `\(nearest.0)` meant?"
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "-.+:".utf8.contains(byte)
    }
  }
}
