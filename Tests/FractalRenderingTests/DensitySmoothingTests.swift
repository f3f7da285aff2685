import FractalCore
import Testing

@testable import FractalRendering

@Suite struct DensitySmoothingTests {
  private let height = 20
  private let width = 24

  private func smooth(_ cells: [UInt64]) -> (occupied: Int, smoothed: [UInt64]) {
    var smoothed = [UInt64](repeating: 0, count: cells.count)
    let occupied = cells.withUnsafeBufferPointer { cells in
      smoothed.withUnsafeMutableBufferPointer {
        DensitySmoothing.smooth(cells, height: height, width: width, into: $0)
      }
    }
    return (occupied, smoothed)
  }

  /// One cell of so many hits, each of colour 100.
  private func one(_ hits: UInt64, row: Int = 10, column: Int = 12) -> [UInt64] {
    var cells = [UInt64](repeating: 0, count: (height + 2) * (width + 2))
    cells[row * (width + 2) + column] = hits << 36 + hits * 100
    return cells
  }

  @Test(arguments: [1, 2, 7, 8, 5000] as [UInt64]) func hitsAndColoursAreKept(hits: UInt64) {
    let (occupied, smoothed) = smooth(one(hits))
    #expect(occupied == 1)
    #expect(smoothed.reduce(0) { $0 + UInt64(ColouredCell.hits($1)) } == 64 * hits)
    #expect(smoothed.reduce(0) { $0 + ColouredCell.colourSum($1) } == 64 * hits * 100)
    let reach = smoothed.count { $0 > 0 }
    #expect(reach == (hits < 2 ? 29 : hits < 8 ? 9 : 1))
  }

  @Test func theEdgeOfADensePartStaysSharp() {
    var cells = one(2)
    cells[10 * (width + 2) + 13] = 1000 << 36
    let smoothed = smooth(cells).smoothed
    #expect(smoothed.count { $0 > 0 } == 2 && ColouredCell.hits(smoothed[10 * (width + 2) + 12]) == 128)
  }

  @Test func kernelsAreSymmetric() {
    for hits in [1, 5] as [UInt64] {
      let smoothed = smooth(one(hits)).smoothed
      let at = { (row: Int, column: Int) in smoothed[(10 + row) * (width + 2) + 12 + column] }
      for row in -3...3 {
        for column in -3...3 { #expect(at(row, column) == at(column, row) && at(row, column) == at(-row, column)) }
      }
    }
  }

  @Test func atTheEdgeNothingIsWrittenBesideThePicture() {
    for (row, column) in [(1, 1), (1, width), (height, 1), (height, width), (2, 3)] {
      for hits in [1, 5] as [UInt64] {
        let (_, smoothed) = smooth(one(hits, row: row, column: column))
        #expect(smoothed[row * (width + 2) + column] > 0)
        let sum = smoothed.reduce(0) { $0 + UInt64(ColouredCell.hits($1)) }
        #expect(sum <= 64 * hits && sum >= 16 * hits)
      }
    }
  }

  @Test func enormousCountsSaturateWithTheirColour() {
    let hits: UInt64 = 1 << 28 - 1
    let smoothed = smooth(one(hits)).smoothed[10 * (width + 2) + 12]
    #expect(ColouredCell.hits(smoothed) == 64 << 21)
    #expect(ColouredCell.colourSum(smoothed) == 100 * 64 << 21)
  }
}
