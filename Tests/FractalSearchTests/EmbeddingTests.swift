import FractalCore
import Testing

@testable import FractalSearch

@Suite struct EmbeddingTests {
  private static let side = Thumbnail.side

  /// A picture of blobs and lines that no symmetry leaves alone.
  private func picture(seed: UInt64) -> [UInt8] {
    var draws = RandomStream(seed: seed, purpose: .testCase).draws()
    var light = [UInt8](repeating: 0, count: Self.side * Self.side)
    for _ in 0..<12 {
      let (row, column) = (draws.below(Self.side), draws.below(Self.side))
      let (height, width) = (draws.whole(in: 1...20), draws.whole(in: 1...20))
      let level = UInt8(draws.whole(in: 20...255))
      for y in row..<min(Self.side, row + height) {
        for x in column..<min(Self.side, column + width) { light[y * Self.side + x] = level &+ UInt8(x ^ y) }
      }
    }
    return light
  }

  /// Image `number` of a picture: reflected left to right from 4 on, then turned counter-clockwise.
  private func image(_ number: Int, of light: [UInt8]) -> [UInt8] {
    var pixels = light
    func remap(_ source: (_ row: Int, _ column: Int) -> (Int, Int)) {
      let before = pixels
      for row in 0..<Self.side {
        for column in 0..<Self.side {
          let (y, x) = source(row, column)
          pixels[row * Self.side + column] = before[y * Self.side + x]
        }
      }
    }
    if number >= 4 { remap { row, column in (row, Self.side - 1 - column) } }
    for _ in 0..<number % 4 { remap { row, column in (column, Self.side - 1 - row) } }
    return pixels
  }

  @Test(arguments: 0..<8) func anImagesFormIsAPermutation(number: Int) {
    for seed in 1...3 as ClosedRange<UInt64> {
      let light = picture(seed: seed)
      let own = Embedding.form(of: light)
      #expect(Embedding.form(of: image(number, of: light)) == Embedding.images[number].map { own[$0] })
    }
    #expect(Set(Embedding.images).count == 8)
  }

  @Test func everyLevelGivesTheSameBytes() {
    for seed in 1...20 as ClosedRange<UInt64> {
      let light = picture(seed: seed)
      let embeddings = InstructionSet.supported.map { Embedding.form(of: light, instructionSet: $0) }
      #expect(Set(embeddings).count == 1)
    }
  }

  /// The definition, in the plainest words, on one scale.
  @Test func valuesAreThoseOfTheDefinition() {
    let light = picture(seed: 5)
    let values = Embedding.values(of: light)
    func at(_ row: Int, _ column: Int) -> Double {
      let (row, column) = (max(0, min(Self.side - 1, row)), max(0, min(Self.side - 1, column)))
      return Double(light[row * Self.side + column]) / 255
    }
    var responses = [[Double]](repeating: [], count: 8)
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        let edges = at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1)
        let corners =
          at(row - 1, column - 1) + at(row - 1, column + 1) + at(row + 1, column - 1) + at(row + 1, column + 1)
        let centre = at(row, column)
        let across =
          abs(at(row, column + 1) - at(row, column - 1)) + abs(at(row + 1, column) - at(row - 1, column))
        let diagonal =
          abs(at(row + 1, column + 1) - at(row - 1, column - 1))
          + abs(at(row + 1, column - 1) - at(row - 1, column + 1))
        let all = [
          centre, max(0, 4 * centre - edges), max(0, edges - 4 * centre), max(0, 4 * centre - corners),
          max(0, corners - 4 * centre), max(0, edges - corners), max(0, corners - edges),
          across + diagonal * 0.5.squareRoot(),
        ]
        for (place, value) in all.enumerated() { responses[place].append(value) }
      }
    }
    for (place, response) in responses.enumerated() {
      let mean = response.reduce(0, +) / Double(response.count)
      let variance = response.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(response.count)
      // Rounding down a whole number of 1/1020 is what the gradient differs by.
      #expect(abs(values[64 + 2 * place] - mean) < 0.002, "mean \(place)")
      #expect(abs(values[65 + 2 * place] - variance.squareRoot()) < 0.002, "deviation \(place)")
    }
  }

  @Test func directionsAreSeenWhereTheyAre() {
    // Columns of two pixels: half of the resolution shows them as columns of one, which differ across two.
    var light = [UInt8](repeating: 0, count: Self.side * Self.side)
    for row in 0..<16 {
      for column in 0..<16 where column / 4 % 2 == 0 { light[row * Self.side + column] = 255 }
    }
    let values = Embedding.values(of: light)
    let cell = (0..<4).map { values[$0 * 16] }
    #expect(cell[0] > 0.6 && cell[2] < 0.3, "upright stripes differ from left to right: \(cell)")
    #expect((0..<4).allSatisfy { values[$0 * 16 + 15] == 0 }, "nothing is in the last cell")
  }
}
