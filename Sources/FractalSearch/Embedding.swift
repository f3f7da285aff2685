internal import FractalCore

/// The space in which distances between fractals are measured.
enum Embedding {
  /// Cells a side.
  static let side = 16
  /// Bytes of one embedding.
  static let count = side * side

  /// log(1 + hits) on 16 x 16 cells of a thumbnail, scaled so that the densest cell is 255 and rounded to bytes.
  ///
  /// In bytes, distances are sums of whole numbers: exact, and the same in any order.
  static func logDensity(_ cells: [UInt32]) -> [UInt8] {
    let step = Thumbnail.side / side
    var hits = [Int](repeating: 0, count: count)
    for row in 0..<Thumbnail.side {
      for column in 0..<Thumbnail.side {
        hits[row / step * side + column / step] += Int(cells[(row + 1) * (Thumbnail.side + 2) + column + 1])
      }
    }
    let most = ElementaryFunctions.log(1 + Double(hits.max() ?? 0))
    guard most > 0 else { return [UInt8](repeating: 0, count: count) }
    return hits.map { UInt8(ElementaryFunctions.log(1 + Double($0)) / most * 255 + 0.5) }
  }

  /// The mean brightness of a picture of ``Thumbnail/side`` squared pixels on 16 x 16 cells, the brightest cell at 255.
  static func brightness(_ pixels: [Float]) -> [UInt8] {
    let step = Thumbnail.side / side
    var sums = [Float](repeating: 0, count: count)
    for row in 0..<Thumbnail.side {
      for column in 0..<Thumbnail.side {
        sums[row / step * side + column / step] += pixels[row * Thumbnail.side + column]
      }
    }
    guard let most = sums.max(), most > 0 else { return [UInt8](repeating: 0, count: count) }
    return sums.map { UInt8($0 / most * 255 + 0.5) }
  }
}
