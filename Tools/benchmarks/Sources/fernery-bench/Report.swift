import Foundation

/// The table on standard output, a line as soon as its figure is known, and the JSON file.
final class Report {
  private var group = ""

  func begin(_ machine: Machine, effort: Effort) {
    let effortText =
      "\(effort.repetitions) repetitions of at least \(effort.seconds) s of \(effort.timeBase) time after a warm-up, "
      + "one thread"
    print("\(machine.description)\nmeasured          \(effortText)\(effort.isQuick ? " (quick: not to compare)" : "")")
  }

  func add(_ row: Row) {
    if row.group != group {
      group = row.group
      print("\n\(Self.cell(group, 48)) \(Self.number("median")) \(Self.number("min")) \(Self.number("max"))  unit")
    }
    let figures = [row.median, row.min, row.max].map { Self.number(Self.text($0)) }.joined(separator: " ")
    let comparison =
      if let ratio = row.ratio, let other = row.ratioTo { "  \(Self.text(ratio)) x \(other)" } else { "" }
    print("  \(Self.cell(row.name, 46)) \(figures)  \(Self.cell(row.unit, comparison.isEmpty ? 0 : 12))\(comparison)")
    fflush(nil)
  }

  /// Says how much of a core a group has had: below all, others were running or it waited for the disk.
  func addShare(of stopwatch: Stopwatch) {
    let share = stopwatch.processorSeconds / stopwatch.wallSeconds
    print("  (had \(String(format: "%.0f", 100 * min(1, share))) % of its core)")
  }

  /// Writes an array of rows.
  static func writeJSON(_ rows: [Row], to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(rows) + [UInt8(ascii: "\n")]).write(to: URL(filePath: path))
  }

  /// About three significant digits, or all whole ones, thousands apart.
  private static func text(_ value: Double) -> String {
    switch value {
    case ..<1: return String(format: "%.3f", value)
    case ..<10: return String(format: "%.2f", value)
    case ..<100: return String(format: "%.1f", value)
    default:
      let digits = String(format: "%.0f", value)
      var result = ""
      for (place, digit) in digits.enumerated() {
        if place > 0 && (digits.count - place) % 3 == 0 { result.append(",") }
        result.append(digit)
      }
      return result
    }
  }

  private static func cell(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func number(_ text: String) -> String {
    String(repeating: " ", count: max(0, 11 - text.count)) + text
  }
}
