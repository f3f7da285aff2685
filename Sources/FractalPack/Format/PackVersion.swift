/// A pack's version: one to four whole numbers, such as `1.2.0`; missing ones count as 0.
public struct PackVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let numbers: [Int]

  /// Reads `1`, `1.2`, `1.2.3` or `1.2.3.4`, each number 0 to 999999 without leading zeros; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(parts.count) else { return nil }
    var numbers: [Int] = []
    for part in parts {
      guard (1...6).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        part == "0" || !part.hasPrefix("0"), let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    self.numbers = numbers
  }

  /// As it was written.
  public var description: String { numbers.map { "\($0)" }.joined(separator: ".") }

  private var padded: [Int] { numbers + Array(repeating: 0, count: 4 - numbers.count) }

  public static func == (first: Self, second: Self) -> Bool { first.padded == second.padded }
  public static func < (first: Self, second: Self) -> Bool { first.padded.lexicographicallyPrecedes(second.padded) }
  public func hash(into hasher: inout Hasher) { hasher.combine(padded) }
}
