/// A pack's version: one to four whole numbers, such as `1.2.0`; missing ones count as 0.
public struct PackVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let numbers: [Int]

  /// Reads `1`, `1.2`, `1.2.3` or `1.2.3.4`, each number 0 to 999999 without leading zeros; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { PackText.number($0) }
    guard (1...4).contains(parts.count), numbers.count == parts.count else { return nil }
    self.numbers = numbers
  }

  /// As it was written.
  public var description: String { numbers.map { "\($0)" }.joined(separator: ".") }

  private var padded: [Int] { numbers + Array(repeating: 0, count: 4 - numbers.count) }

  public static func == (first: Self, second: Self) -> Bool { first.padded == second.padded }
  public static func < (first: Self, second: Self) -> Bool { first.padded.lexicographicallyPrecedes(second.padded) }
  public func hash(into hasher: inout Hasher) { hasher.combine(padded) }
}
