internal import CKernels
internal import FractalCore

/// Sums of a picture's bytes over a grid of cells, which makes what is computed from them cheap and much the same at any size.
///
/// There are 64 x 64 cells, or as many as the picture has rows and columns if these are fewer. Cell i of n over a side of s
/// begins at floor(i s / n).
struct CellSums {
  /// The most cells a side.
  static let side = 64

  let rows: Int
  let columns: Int
  let channels: Int
  /// Sums, rows x columns x channels.
  let sums: [Int]
  private let height: Int
  private let width: Int

  /// Sums `height` x `width` x `channels` bytes.
  init(_ bytes: [UInt8], height: Int, width: Int, channels: Int, instructionSet: InstructionSet) {
    precondition(bytes.count == height * width * channels)
    let (rows, columns) = (min(height, Self.side), min(width, Self.side))
    (self.rows, self.columns, self.channels, self.height, self.width) = (rows, columns, channels, height, width)
    let level = instructionSet.kernel
    let rowBytes = width * channels
    let starts = (0...columns).map { $0 * width / columns }
    // A cell has at most 16 rows of an asset, and 64 of a picture to look at.
    var line = [UInt16](repeating: 0, count: rowBytes)
    var sums = [Int](repeating: 0, count: rows * columns * channels)
    bytes.withUnsafeBufferPointer { bytes in
      for row in 0..<rows {
        line.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
        for y in row * height / rows..<(row + 1) * height / rows {
          ck_add_row(level, bytes.baseAddress! + y * rowBytes, rowBytes, &line)
        }
        line.withUnsafeBufferPointer { line in
          sums.withUnsafeMutableBufferPointer { sums in
            for column in 0..<columns {
              let place = (row &* columns &+ column) &* channels
              for channel in 0..<channels {
                var sum = 0
                for x in stride(from: starts[column] &* channels, to: starts[column &+ 1] &* channels, by: channels) {
                  sum &+= Int(line[x &+ channel])
                }
                sums[place &+ channel] = sum
              }
            }
          }
        }
      }
    }
    self.sums = sums
  }

  /// The means of the cells, rounded to the nearest whole number, halves up.
  var means: [UInt8] {
    var means = [UInt8](repeating: 0, count: sums.count)
    for row in 0..<rows {
      let tall = (row + 1) * height / rows - row * height / rows
      for column in 0..<columns {
        let count = tall * ((column + 1) * width / columns - column * width / columns)
        for place in (row * columns + column) * channels..<(row * columns + column + 1) * channels {
          means[place] = UInt8((2 * sums[place] + count) / (2 * count))
        }
      }
    }
    return means
  }
}
