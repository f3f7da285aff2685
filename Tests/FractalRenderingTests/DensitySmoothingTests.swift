import FractalCore
import Testing

@testable import FractalRendering

@Suite struct DensitySmoothingTests {
  private let height = 20
  private let width = 24

  /// Smooths on one level; cells beside the picture are 0.
  private func smooth(
    _ cells: [UInt64], on level: InstructionSet = .best
  ) -> (occupied: Int, smoothed: [UInt64]) {
    var smoothed = [UInt64](repeating: 0, count: cells.count)
    let occupied = cells.withUnsafeBufferPointer { cells in
      DensitySmoothing.smooth(cells, height: height, width: width, instructionSet: level) { row, line in
        for column in 0..<width { smoothed[(row + 1) * (width + 2) + column + 1] = line[column] }
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

  /// Against the definition, cell by cell: random cells of all kinds, also in the border.
  @Test(arguments: InstructionSet.supported) func everyLevelSmoothsAsDefined(level: InstructionSet) {
    var draws = RandomStream(key: 9).draws()
    for share in [2, 5, 12] {
      let cells = (0..<(height + 2) * (width + 2)).map { _ -> UInt64 in
        let hits: UInt64 =
          switch draws.below(share) {
          case 0: 1
          case 1: UInt64(draws.below(10))
          case 2: UInt64(draws.below(1 << 28))
          default: 0
          }
        return hits << 36 + hits * UInt64(draws.below(256))
      }
      let ours = smooth(cells, on: level)
      #expect(ours.smoothed == defined(cells))
      let inside = cells.indices.filter { isInside($0) && cells[$0] > 0 }
      #expect(ours.occupied == inside.count)
    }
  }

  private func isInside(_ place: Int) -> Bool {
    (1...height).contains(place / (width + 2)) && (1...width).contains(place % (width + 2))
  }

  private func defined(_ cells: [UInt64]) -> [UInt64] {
    let stride = width + 2
    let cone = [8, 3, 3, 0, 2, 2, 0, 0, 1, 1] as [UInt64]
    var smoothed = [UInt64](repeating: 0, count: cells.count)
    for place in cells.indices where isInside(place) && cells[place] > 0 {
      let cell = cells[place]
      let hits = cell >> 36
      let around = (-1...1).reduce(0) { sum, row in
        sum + (-1...1).reduce(0) { $0 + cells[place + row * stride + $1] >> 36 }
      }
      for row in -3...3 {
        for column in -3...3 {
          let target = place + row * stride + column
          let squared = row * row + column * column
          guard (1...height).contains(place / stride + row), (1...width).contains(place % stride + column) else {
            continue
          }
          if hits >= 8 || around >= 27 {
            guard squared == 0 else { continue }
            let most = min(hits, 1 << 21)
            smoothed[target] += hits > most ? (1 << 36 + (cell & (1 << 36 - 1)) / hits) * most * 64 : cell * 64
          } else if hits >= 2 || around >= 5 {
            guard abs(row) < 2, abs(column) < 2 else { continue }
            smoothed[target] += cell * UInt64(4 * (2 - abs(row)) * (2 - abs(column)))
          } else if squared < cone.count {
            smoothed[target] += cell * cone[squared]
          }
        }
      }
    }
    return smoothed
  }
}
