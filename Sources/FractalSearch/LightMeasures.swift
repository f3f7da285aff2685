internal import FractalCore

/// Measures of a picture of any family from the brightness of its thumbnail.
struct LightMeasures {
  /// The Shannon entropy of 16 equal levels of brightness, over that of equally frequent ones: 0...1.
  let entropy: Double
  /// The share of pixels that differ from the next to the right and the next below by more than a fifth of the whole range in sum.
  let edges: Double

  /// Measures the brightness of ``Thumbnail/side`` squared pixels, 0...255, row by row.
  init(_ light: [UInt8]) {
    let side = Thumbnail.side
    precondition(light.count == side * side)
    var levels = [Int](repeating: 0, count: 16)
    for value in light { levels[Int(value >> 4)] += 1 }
    var bits = 0.0
    for count in levels where count > 0 {
      let share = Double(count) / Double(light.count)
      bits -= share * ElementaryFunctions.log(share)
    }
    entropy = bits / ElementaryFunctions.log(16)
    var differing = 0
    for row in 0..<side - 1 {
      for place in row * side..<row * side + side - 1 {
        let here = Int(light[place])
        if abs(Int(light[place + 1]) - here) + abs(Int(light[place + side]) - here) > 51 { differing += 1 }
      }
    }
    edges = Double(differing) / Double((side - 1) * (side - 1))
  }
}
