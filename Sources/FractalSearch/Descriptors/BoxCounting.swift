internal import FractalCore

/// The box-counting dimension of a set of pixels.
///
/// The picture is cut into n = 4, 8, 16, ... boxes along its shorter side, as long as they are 2 pixels wide, and along the longer one into
/// as many as makes them most nearly square. With N(n) the boxes that hold a pixel of the set, its dimension is the slope of log N(n) over
/// log n, by least squares. Boxes divide the picture whatever its size, none lies half outside; a pixel belongs to the box that
/// holds its centre. Boxes of one pixel are left out: at that scale a picture shows how many points were drawn, not what they
/// approach. A point has 0, a line 1, a filled square 2, Sierpinski's triangle log 3 / log 2.
///
/// Source: Russell, Hanson and Ott, "Dimension of strange attractors", Physical Review Letters 45, 1980.
enum BoxCounting {
  /// The dimension of what is marked by 1 among `height` x `width` bytes of 0 and 1; nil if nothing is, or the picture is
  /// smaller than 16 pixels a side.
  static func dimension(of marks: [UInt8], height: Int, width: Int) -> Double? {
    precondition(marks.count == height * width)
    let shorter = min(height, width)
    var scales = 0
    while 4 << scales <= shorter / 2 { scales += 1 }
    guard scales >= 2 else { return nil }
    func boxes(along side: Int) -> Int { ((2 * 4 * side + shorter) / (2 * shorter)) << (scales - 1) }
    var (rows, columns) = (boxes(along: height), boxes(along: width))
    var boxes = smallest(rows, columns, marks, height: height, width: width)
    var logarithms: [Double] = []
    for scale in 0..<scales {
      if scale > 0 { (boxes, rows, columns) = halved(boxes, rows, columns) }
      let count = boxes.reduce(0) { $0 + Int($1) }
      guard count > 0 else { return nil }
      logarithms.append(ElementaryFunctions.log(Double(count)) / ElementaryFunctions.log(2))
    }
    return -slope(logarithms)
  }

  /// The slope of a straight line through values at 0, 1, 2 and so on, by least squares.
  private static func slope(_ values: [Double]) -> Double {
    let middle = Double(values.count - 1) / 2
    let mean = values.reduce(0, +) / Double(values.count)
    let (products, squares) = values.enumerated().reduce((0.0, 0.0)) { sums, value in
      let place = Double(value.offset) - middle
      return (sums.0 + place * (value.element - mean), sums.1 + place * place)
    }
    return products / squares
  }

  /// The smallest boxes: marked where any of their pixels is.
  private static func smallest(_ rows: Int, _ columns: Int, _ marks: [UInt8], height: Int, width: Int) -> [UInt8] {
    // Twice a pixel's centre is 2 x + 1.
    func box(of place: Int, _ boxes: Int, _ side: Int) -> Int { (2 * place + 1) * boxes / (2 * side) }
    let places = (0..<width).map { box(of: $0, columns, width) }
    var line = [UInt8](repeating: 0, count: width)
    return [UInt8](unsafeUninitializedCapacity: rows * columns) { boxes, count in
      boxes.initialize(repeating: 0)
      count = rows * columns
      marks.withUnsafeBufferPointer { marks in
        line.withUnsafeMutableBufferPointer { line in
          for y in 0..<height {
            for x in 0..<width { line[x] |= marks[y &* width &+ x] }
            let row = box(of: y, rows, height)
            guard y + 1 == height || box(of: y + 1, rows, height) != row else { continue }
            // The last row of pixels of a row of boxes.
            for x in 0..<width { boxes[row &* columns &+ places[x]] |= line[x] }
            line.update(repeating: 0)
          }
        }
      }
    }
  }

  /// Boxes of twice the side: marked where any of their four parts is.
  private static func halved(_ boxes: [UInt8], _ rows: Int, _ columns: Int) -> ([UInt8], Int, Int) {
    let (tall, wide) = (rows / 2, columns / 2)
    let result = [UInt8](unsafeUninitializedCapacity: tall * wide) { result, count in
      count = tall * wide
      boxes.withUnsafeBufferPointer { boxes in
        for row in 0..<tall {
          let above = 2 * row * columns
          let below = above + columns
          for column in 0..<wide {
            let (left, right) = (2 &* column, 2 &* column &+ 1)
            result[row &* wide &+ column] =
              boxes[above &+ left] | boxes[above &+ right] | boxes[below &+ left] | boxes[below &+ right]
          }
        }
      }
    }
    return (result, tall, wide)
  }
}
