import FractalCore
import Testing

@testable import FractalSearch

/// Cells against areas worked out by hand and by plain arithmetic.
@Suite struct CellSumsTests {
  @Test func aPixelThatABoundCutsCountsForEachByItsShare() {
    // Cells of one pixel and a half: a whole one and half of the middle one, of every three.
    let levels: [UInt8] = [0, 90, 240]
    let bytes = (0..<96 * 96).map { levels[$0 % 96 % 3] }
    let cells = CellSums(bytes, height: 96, width: 96, channels: 1, instructionSet: .best)
    #expect(cells.means.enumerated().allSatisfy { place, mean in mean == (place.isMultiple(of: 2) ? 30 : 190) })
  }

  @Test(arguments: [(3, 5), (64, 64), (65, 128), (97, 61), (100, 224), (300, 1023)])
  func sumsAreThoseOfAreas(height: Int, width: Int) {
    var draws = RandomStream(seed: 1, purpose: .testCase).draws()
    let bytes = (0..<height * width * 3).map { _ in UInt8(draws.below(256)) }
    /// The length that pixel and cell have in common, of a side of 1.
    func overlap(_ pixel: Int, _ cell: Int, _ side: Int) -> Double {
      let cells = min(64, side)
      let (start, end) = (max(pixel * cells, cell * side), min((pixel + 1) * cells, (cell + 1) * side))
      return Double(max(0, end - start)) / Double(side * cells)
    }
    for level in InstructionSet.supported {
      let cells = CellSums(bytes, height: height, width: width, channels: 3, instructionSet: level)
      for (row, column, channel) in [(0, 0, 0), (1, 2, 1), (cells.rows / 2, cells.columns - 1, 2)] {
        var mean = 0.0
        for y in 0..<height where overlap(y, row, height) > 0 {
          for x in 0..<width where overlap(x, column, width) > 0 {
            mean +=
              overlap(y, row, height) * overlap(x, column, width) * Double(cells.rows * cells.columns)
              * Double(bytes[(y * width + x) * 3 + channel])
          }
        }
        let place = (row * cells.columns + column) * 3 + channel
        #expect(abs(Double(cells.sums[place]) / Double(cells.area) - mean) < 1e-9)
        #expect(abs(Double(cells.means[place]) - mean) < 0.5 + 1e-9)
      }
    }
  }

  /// Of a picture to look at, a cell may have more rows than 16-bit sums hold.
  @Test func aTallPictureDoesNotWrap() {
    let height = 64 * 300
    let cells = CellSums(
      [UInt8](repeating: 255, count: height * 3), height: height, width: 3, channels: 1, instructionSet: .best)
    #expect(cells.means.allSatisfy { $0 == 255 })
  }
}
