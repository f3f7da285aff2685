import Foundation

/// Text and numbers in HTML.
enum HTML {
  /// Text that shows as it is, in content and in attributes.
  static func escaped(_ text: String) -> String {
    // By scalars: a quotation mark with a combining accent is a character of its own, and ends an attribute all the same.
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// A number to four significant digits, without an exponent where that is short.
  static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
