/// How colourful people call a picture: 0 for greys, about 15 for slightly, 45 for averagely and above 100 for extremely colourful ones.
///
/// With rg = R - G and yb = (R + G) / 2 - B over all cells, it is the root of the sum of their variances plus 0.3 times that of their
/// squared means.
///
/// Source: Hasler and Suesstrunk, "Measuring colourfulness in natural images", SPIE 5007, 2003.
enum Colourfulness {
  /// The colourfulness of sRGB bytes, three a cell.
  static func measure(_ colours: [UInt8]) -> Double {
    let count = Double(colours.count / 3)
    // Of yb twice as much, which is whole.
    var (rg, yb, rgrg, ybyb) = (0, 0, 0, 0)
    for place in stride(from: 0, to: colours.count, by: 3) {
      let (r, g, b) = (Int(colours[place]), Int(colours[place + 1]), Int(colours[place + 2]))
      rg += r - g
      yb += r + g - 2 * b
      rgrg += (r - g) * (r - g)
      ybyb += (r + g - 2 * b) * (r + g - 2 * b)
    }
    let (meanRG, meanYB) = (Double(rg) / count, Double(yb) / (2 * count))
    let variances = max(
      0, Double(rgrg) / count - meanRG * meanRG + Double(ybyb) / (4 * count) - meanYB * meanYB)
    return variances.squareRoot() + 0.3 * (meanRG * meanRG + meanYB * meanYB).squareRoot()
  }
}
