import Foundation

/// The distribution of one number over a set, as SVG.
struct HistogramFigure {
  let name: String
  /// In ascending order.
  let values: [Double]

  private static let bars = 32

  /// How many values fall into each of 32 equal parts of the range from the least to the largest.
  ///
  /// A record may hold any finite number, so differences are taken of halves, which cannot overflow.
  static func counts(_ values: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: bars)
    guard let least = values.first, let largest = values.last else { return counts }
    let width = largest / 2 - least / 2
    for value in values {
      let share = width > 0 ? (value / 2 - least / 2) / width : 0
      counts[min(bars - 1, Int(share * Double(bars)))] += 1
    }
    return counts
  }

  /// A figure with its caption: least, median and largest value.
  var html: String {
    guard let least = values.first, let largest = values.last else { return "" }
    let counts = Self.counts(values)
    let most = Double(counts.max() ?? 1)
    let bars = counts.enumerated().filter { $1 > 0 }.map { place, count in
      let height = 100 * Double(count) / most
      return
        "<rect x=\"\(place * 10)\" y=\"\(HTML.number(100 - height))\" width=\"9\" height=\"\(HTML.number(height))\"/>"
    }
    let (low, middle, high) = (HTML.number(least), HTML.number(values[values.count / 2]), HTML.number(largest))
    return """
      <figure><figcaption>\(HTML.escaped(name))</figcaption>\
      <svg viewBox="0 0 320 100" preserveAspectRatio="none" role="img" \
      aria-label="\(HTML.escaped(name)): from \(low) to \(high), median \(middle)">\(bars.joined())</svg>\
      <p><span>\(low)</span><span>median \(middle)</span><span>\(high)</span></p></figure>
      """
  }
}
