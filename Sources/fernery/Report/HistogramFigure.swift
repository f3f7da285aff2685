import Foundation

/// The distribution of one number over a set, as SVG.
struct HistogramFigure {
  let name: String
  /// In ascending order.
  let values: [Double]

  private static let bars = 32

  /// A figure with its caption: least, median and largest value.
  var html: String {
    guard let least = values.first, let largest = values.last else { return "" }
    let width = largest > least ? largest - least : 1
    var counts = [Int](repeating: 0, count: Self.bars)
    for value in values { counts[min(Self.bars - 1, Int((value - least) / width * Double(Self.bars)))] += 1 }
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
