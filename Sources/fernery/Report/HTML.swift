import Foundation

/// Text and numbers in HTML.
enum HTML {
  /// Text that shows as it is, in content and in attributes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A number to four significant digits, without an exponent where that is short.
  static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
