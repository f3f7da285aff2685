internal import FractalCore

/// The box-counting dimension of a set of pixels.
///
/// With N(s) the boxes of side s that hold a pixel of the set, it is the slope of log N(s) over log(1 / s), by least squares, for s = 2, 4,
/// 8, ... up to a quarter of the shorter side. Boxes of one pixel are left out: at that scale a picture shows how many points
/// were drawn, not what they approach. A point has 0, a line 1, a filled square 2, Sierpinski's triangle log 3 / log 2.
///
/// Source: Russell, Hanson and Ott, "Dimension of strange attractors", Physical Review Letters 45, 1980.
enum BoxCounting {
  /// The dimension of what is marked by 1 among `height` x `width` bytes of 0 and 1; nil if nothing is, or the picture is
  /// smaller than 16 pixels a side.
  static func dimension(of marks: [UInt8], height: Int, width: Int) -> Double? {
    precondition(marks.count == height * width)
    var (marks, rows, columns) = (marks, height, width)
    var points: [(x: Double, y: Double)] = []
    var size = 1
    while size * 2 <= min(height, width) / 4 {
      (marks, rows, columns) = halved(marks, rows, columns)
      size *= 2
      let boxes = marks.reduce(0) { $0 + Int($1) }
      guard boxes > 0 else { return nil }
      points.append((-Double(points.count), ElementaryFunctions.log(Double(boxes)) / ElementaryFunctions.log(2)))
    }
    guard points.count >= 2 else { return nil }
    let count = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / count
    let meanY = points.reduce(0) { $0 + $1.y } / count
    let products = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    return products / points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
  }

  /// Boxes of twice the side: marked where any of their four parts is.
  private static func halved(_ marks: [UInt8], _ rows: Int, _ columns: Int) -> ([UInt8], Int, Int) {
    let (tall, wide) = ((rows + 1) / 2, (columns + 1) / 2)
    let result = [UInt8](unsafeUninitializedCapacity: tall * wide) { result, count in
      count = tall * wide
      marks.withUnsafeBufferPointer { marks in
        for row in 0..<tall {
          let above = 2 * row * columns
          // The last row or column of an odd number stands alone.
          let below = 2 * row + 1 < rows ? above + columns : above
          for column in 0..<columns / 2 {
            let (left, right) = (2 &* column, 2 &* column &+ 1)
            result[row &* wide &+ column] =
              marks[above &+ left] | marks[above &+ right] | marks[below &+ left] | marks[below &+ right]
          }
          if columns % 2 == 1 {
            result[row * wide + wide - 1] = marks[above + columns - 1] | marks[below + columns - 1]
          }
        }
      }
    }
    return (result, tall, wide)
  }
}
