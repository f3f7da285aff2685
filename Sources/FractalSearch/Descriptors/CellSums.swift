internal import CKernels
internal import FractalCore

/// Sums of a picture's bytes over a grid of cells of equal area, which makes what is computed from them cheap and much the same at
/// any size.
///
/// There are 64 x 64 cells, or as many as the picture has rows and columns if these are fewer. A pixel that a bound of cells
/// cuts counts for each by its share, in whole numbers: so a mirrored picture has mirrored sums.
struct CellSums {
  /// The most cells a side.
  static let side = 64

  let rows: Int
  let columns: Int
  let channels: Int
  /// Sums of bytes times weights, rows x columns x channels.
  let sums: [Int]
  /// The sum of weights of one cell.
  let area: Int

  /// Sums `height` x `width` x `channels` bytes.
  init(_ bytes: [UInt8], height: Int, width: Int, channels: Int, instructionSet: InstructionSet) {
    precondition(bytes.count == height * width * channels)
    let (down, across) = (Division(of: height), Division(of: width))
    let (rows, columns) = (down.cells, across.cells)
    (self.rows, self.columns, self.channels, area) = (rows, columns, channels, down.length * across.length)
    let kernels = instructionSet.kernels
    let rowBytes = width * channels
    let parts = (0..<columns).map(across.part)
    var line = [UInt32](repeating: 0, count: rowBytes)
    var sums = [Int](repeating: 0, count: rows * columns * channels)
    bytes.withUnsafeBufferPointer { bytes in
      for row in 0..<rows {
        line.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        let part = down.part(row)
        for y in part.pixels {
          kernels.pointee.describe.add_row(
            bytes.baseAddress! + y * rowBytes, rowBytes, UInt32(part.weight(of: y)), &line)
        }
        line.withUnsafeBufferPointer { line in
          sums.withUnsafeMutableBufferPointer { sums in
            for column in 0..<columns {
              let part = parts[column]
              let place = (row &* columns &+ column) &* channels
              for channel in 0..<channels {
                func value(_ x: Int) -> Int { Int(line[x &* channels &+ channel]) }
                // Whole pixels all weigh the same, so what the ends lack is taken off in the end.
                var sum = 0
                for x in part.pixels { sum &+= value(x) }
                sums[place &+ channel] =
                  sum &* part.whole &- value(part.pixels.lowerBound) &* part.lackingFirst
                  &- value(part.pixels.upperBound &- 1) &* part.lackingLast
              }
            }
          }
        }
      }
    }
    self.sums = sums
  }

  /// The means of the cells, rounded to the nearest whole number, halves up.
  var means: [UInt8] { sums.map { UInt8((2 * $0 + area) / (2 * area)) } }
}

/// A side of a picture, cut into cells of equal length.
private struct Division {
  /// How many there are.
  let cells: Int
  /// The length of a cell, in parts of a pixel.
  let length: Int
  /// The length of a pixel, in the same.
  let pixel: Int

  init(of side: Int) {
    cells = min(side, CellSums.side)
    var (divisor, rest) = (side, cells)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    (length, pixel) = (side / divisor, cells / divisor)
  }

  /// The pixels of which a cell holds some, and what of the first and the last it does not hold.
  struct Part {
    var pixels: Range<Int>
    /// The weight of a pixel that the cell holds wholly.
    var whole: Int
    var lackingFirst: Int
    var lackingLast: Int

    func weight(of place: Int) -> Int {
      whole - (place == pixels.lowerBound ? lackingFirst : 0) - (place == pixels.upperBound - 1 ? lackingLast : 0)
    }
  }

  func part(_ cell: Int) -> Part {
    let (start, end) = (cell * length, (cell + 1) * length)
    let pixels = start / pixel..<(end + pixel - 1) / pixel
    return Part(
      pixels: pixels, whole: pixel, lackingFirst: start - pixels.lowerBound * pixel,
      lackingLast: pixels.upperBound * pixel - end)
  }
}
