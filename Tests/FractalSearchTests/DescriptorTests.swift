import FractalCore
import FractalSearch
import Testing

/// Descriptors against shapes whose values mathematics gives.
@Suite struct DescriptorTests {
  static func grey(_ height: Int, _ width: Int, _ level: (_ row: Int, _ column: Int) -> UInt8) -> Picture {
    let shape = PixelShape(height: height, width: width, channels: 1)
    return Picture(shape: shape, pixels: (0..<height * width).map { level($0 / width, $0 % width) })
  }

  static func noise(_ height: Int, _ width: Int, seed: UInt64 = 1) -> Picture {
    var draws = RandomStream(seed: seed, purpose: .testCase).draws()
    return grey(height, width) { _, _ in UInt8(draws.below(256)) }
  }

  static func describe(_ side: Int, visibleWhere isVisible: (_ row: Int, _ column: Int) -> Bool) -> Descriptors {
    let picture = grey(side, side) { isVisible($0, $1) ? 255 : 0 }
    return Descriptors(picture, visible: picture.pixels.map { $0 / 255 })
  }

  // MARK: - What is visible

  @Test func boxesCountTheDimensionsOfKnownSets() throws {
    func dimension(_ isVisible: (_ row: Int, _ column: Int) -> Bool) throws -> Double {
      try #require(Self.describe(256, visibleWhere: isVisible).dimension)
    }
    #expect(try abs(dimension { _, _ in true } - 2) < 1e-12)
    #expect(try abs(dimension { row, _ in row == 100 } - 1) < 1e-12)
    #expect(try abs(dimension { $0 == 77 && $1 == 31 }) < 1e-12)
    // Pascal's triangle modulo 2 is Sierpinski's, log 3 / log 2.
    #expect(try abs(dimension { $0 & $1 == 0 } - 1.584_962_500_721_156) < 1e-12)
    // Cantor's dust that keeps two quarters of each side, which has 1: from 4 to 128 boxes a side, 2, 4, 4, 6, 6 and 8 are the
    // logarithms to base 2 of those that hold some, and the line through these has the slope 38 / 35.
    func isKept(_ place: Int) -> Bool { place & 0b10101010 == (place & 0b01010101) << 1 }
    #expect(try abs(dimension { isKept($0) && isKept($1) } - 38.0 / 35) < 1e-12)
  }

  /// Boxes divide every side: none lies half outside.
  @Test(arguments: [17, 96, 100, 130, 224, 300]) func dimensionsDoNotDependOnTheSize(side: Int) throws {
    func dimension(_ isVisible: (_ row: Int, _ column: Int) -> Bool) throws -> Double {
      try #require(Self.describe(side, visibleWhere: isVisible).dimension)
    }
    #expect(try abs(dimension { _, _ in true } - 2) < 1e-12)
    #expect(try abs(dimension { row, _ in row == side - 1 } - 1) < 1e-12)
    #expect(try abs(dimension { _, column in column == side / 3 } - 1) < 1e-12)
    #expect(try abs(dimension { $0 == side - 1 && $1 == side - 1 }) < 1e-12)
    for (height, width) in [(side, 2 * side + 3), (5 * side, side)] {
      let full = Self.grey(height, width) { _, _ in 255 }
      let whole = try #require(Descriptors(full, visible: full.pixels.map { $0 / 255 }).dimension)
      #expect(abs(whole - 2) < 1e-12)
    }
  }

  @Test func whatIsNotThereHasNoDimension() {
    let nothing = Self.describe(64) { _, _ in false }
    #expect(nothing.dimension == nil && nothing.lacunarity == nil)
    #expect(nothing.values["dimension"] == nil && nothing.values["entropy"] == 0)
    let imported = Descriptors(Self.noise(64, 64))
    #expect(imported.dimension == nil && imported.lacunarity == nil)
    // Too small for two scales.
    #expect(Self.describe(15) { _, _ in true }.dimension == nil)
  }

  @Test func lacunarityIsThatOfKnownSets() throws {
    #expect(Self.describe(64) { _, _ in true }.lacunarity == 1)
    // Every box of 8 x 8 holds as much of a chessboard.
    #expect(Self.describe(64) { ($0 + $1).isMultiple(of: 2) }.lacunarity == 1)
    // One cell: 64 of the 57 x 57 boxes hold it.
    let point = try #require(Self.describe(64) { $0 == 30 && $1 == 20 }.lacunarity)
    #expect(abs(point - 57 * 57 / 64.0) < 1e-12)
    // The same set with larger gaps is more lacunar.
    let fine = try #require(Self.describe(64) { $0 % 8 < 4 && $1 % 8 < 4 }.lacunarity)
    let coarse = try #require(Self.describe(64) { $0 % 32 < 16 && $1 % 32 < 16 }.lacunarity)
    #expect(fine == 1 && coarse > 1.5)
    for side in [65, 100, 224] { #expect(Self.describe(side) { _, _ in true }.lacunarity == 1) }
  }

  // MARK: - Grey levels

  @Test func entropyCountsLevels() {
    #expect(Descriptors(Self.grey(64, 64) { _, _ in 9 }).entropy == 0)
    #expect(abs(Descriptors(Self.grey(64, 64) { row, _ in row < 32 ? 10 : 200 }).entropy - 1) < 1e-12)
    #expect(abs(Descriptors(Self.grey(64, 64) { _, column in UInt8(column % 16) }).entropy - 4) < 1e-12)
    // A quarter and three quarters: 2 - 3/4 log2 3.
    let quarter = Descriptors(Self.grey(64, 64) { row, _ in row < 16 ? 0 : 255 })
    #expect(abs(quarter.entropy - 0.811_278_124_459_133) < 1e-12)
  }

  @Test func edgesAreStepsOf32LevelsOrMore() {
    func density(_ step: UInt8) -> Double {
      Descriptors(Self.grey(64, 64) { _, column in column < 32 ? 50 : 50 + step }).edgeDensity
    }
    // The operator sees a step from both of its sides.
    #expect(density(32) == 2.0 / 62 && density(200) == 2.0 / 62)
    #expect(density(31) == 0)
  }

  @Test func anisotropyIsOneForStripesAndNoneForRings() {
    for stripes in [
      Self.grey(64, 64) { row, _ in row % 8 < 4 ? 0 : 255 },
      Self.grey(64, 64) { _, column in column % 8 < 4 ? 0 : 255 },
    ] {
      #expect(Descriptors(stripes).anisotropy == 1)
    }
    let diagonal = Descriptors(Self.grey(64, 64) { row, column in UInt8((row + column) % 16 * 16) })
    #expect(diagonal.anisotropy > 0.95)
    let square = Descriptors(
      Self.grey(64, 64) { row, column in UInt8(min(min(row, 63 - row), min(column, 63 - column))) })
    #expect(square.anisotropy < 1e-12)
    #expect(Descriptors(Self.noise(64, 64)).anisotropy < 0.1)
    #expect(Descriptors(Self.grey(64, 64) { _, _ in 7 }).anisotropy == 0)
  }

  @Test func symmetryFindsMirrorsAndTurns() {
    let noise = Self.noise(64, 64)
    #expect(Descriptors(noise).symmetry < 0.1)
    func copied(_ image: (_ row: Int, _ column: Int) -> (Int, Int)) -> Double {
      Descriptors(
        Self.grey(64, 64) { row, column in
          let (otherRow, otherColumn) = image(row, column)
          return noise[
            min(row, otherRow), row < otherRow ? column : row > otherRow ? otherColumn : min(column, otherColumn), 0]
        }
      ).symmetry
    }
    #expect(copied { row, column in (63 - row, column) } == 1)
    #expect(copied { row, column in (row, 63 - column) } == 1)
    #expect(copied { row, column in (63 - row, 63 - column) } == 1)
    #expect(copied { row, column in (column, row) } == 1)
    #expect(Descriptors(Self.grey(64, 64) { _, _ in 7 }).symmetry == 1)
    // Four-fold, and nothing more: a quarter-turn of noise is not mirrored.
    let turned = Self.grey(64, 64) { row, column in
      switch (row < 32, column < 32) {
      case (true, true): noise[row, column, 0]
      case (true, false): noise[63 - column, row, 0]
      case (false, false): noise[63 - row, 63 - column, 0]
      case (false, true): noise[column, 63 - row, 0]
      }
    }
    #expect(Descriptors(turned).symmetry == 1)
    // No turn that swaps the sides of what is not square, also where there are as many cells along either side.
    #expect(Descriptors(Self.noise(40, 64)).symmetry < 0.1)
    let stretched = Self.grey(64, 128) { row, column in noise[min(row, column / 2), max(row, column / 2), 0] }
    #expect(Descriptors(stretched).symmetry < 0.1)
  }

  /// A mirrored picture has mirrored cells, whatever its sides.
  @Test(arguments: [63, 65, 96, 100, 127, 224, 300]) func mirrorsAreExactAtEverySize(side: Int) {
    let noise = Self.noise(side, side)
    let last = side - 1
    let mirrored = [
      Self.grey(side, side) { row, column in noise[row, min(column, last - column), 0] },
      Self.grey(side, side) { row, column in noise[min(row, last - row), column, 0] },
      Self.grey(side, side) { row, column in noise[min(row, column), max(row, column), 0] },
      Self.grey(side, side) { row, column in
        let isUpper = (row, column) < (last - row, last - column)
        return isUpper ? noise[row, column, 0] : noise[last - row, last - column, 0]
      },
    ]
    for picture in mirrored { #expect(Descriptors(picture).symmetry == 1) }
    #expect(Descriptors(Self.noise(side, side)).symmetry < 0.1)
    let wide = Self.noise(side, 2 * side)
    let mirror = Self.grey(side, 2 * side) { row, column in wide[row, min(column, 2 * side - 1 - column), 0] }
    #expect(Descriptors(mirror).symmetry == 1)
  }

  // MARK: - Colour

  @Test func colourfulnessFollowsItsFormula() {
    func colourful(_ colour: (_ row: Int) -> [UInt8]) -> Double {
      let shape = PixelShape(height: 64, width: 64)
      return Descriptors(Picture(shape: shape, pixels: (0..<64 * 64).flatMap { colour($0 / 64) })).colourfulness
    }
    #expect(colourful { [UInt8($0), UInt8($0), UInt8($0)] } == 0)
    // Red alone: rg = 255 and yb = 127.5 throughout.
    #expect(abs(colourful { _ in [255, 0, 0] } - 0.3 * 285.098_667_5) < 1e-6)
    // Half red and half green: rg = 255 and -255, yb = 127.5.
    #expect(abs(colourful { $0 < 32 ? [255, 0, 0] : [0, 255, 0] } - (255 + 0.3 * 127.5)) < 1e-9)
    #expect(Descriptors(Self.noise(64, 64)).colourfulness == 0)
  }

  // MARK: - All of them

  @Test func sizeAndInstructionSetMakeNoDifference() {
    let small = Self.noise(64, 64)
    let large = Self.grey(256, 256) { row, column in small[row / 4, column / 4, 0] }
    #expect(Descriptors(small).values == Descriptors(large).values)
    let odd = Self.noise(97, 61)
    let marks = odd.pixels.map { $0 & 1 }
    let reference = Descriptors(odd, visible: marks, instructionSet: .baseline)
    for level in InstructionSet.supported {
      #expect(Descriptors(odd, visible: marks, instructionSet: level) == reference)
    }
  }

  @Test func valuesAreRoundedToFourPlaces() {
    let values = Self.describe(256) { $0 & $1 == 0 }.values
    #expect(values["dimension"] == 1.585)
    #expect(
      Set(values.keys)
        == ["dimension", "lacunarity", "entropy", "edge-density", "symmetry", "colourfulness", "anisotropy"])
  }
}
