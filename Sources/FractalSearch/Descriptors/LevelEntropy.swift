internal import FractalCore

/// The entropy of a picture's grey levels.
enum LevelEntropy {
  /// -sum p log2 p over the shares p of the 256 levels, in bits: 0 for one level throughout, 8 for all alike.
  ///
  /// Source: Shannon, "A mathematical theory of communication", 1948.
  static func bits(_ luma: [UInt8]) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for level in luma { counts[Int(level)] += 1 }
    let total = Double(luma.count)
    let sum = counts.reduce(0.0) { sum, count in
      guard count > 0 else { return sum }
      return sum + Double(count) / total * ElementaryFunctions.log(total / Double(count))
    }
    return sum / ElementaryFunctions.log(2)
  }
}
