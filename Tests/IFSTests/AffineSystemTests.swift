import FractalCore
import IFS
import Testing

@Suite struct AffineSystemTests {
  private let half = AffineMap(a: 0.5, b: 0, c: 0, d: 0.5, e: 1, f: -2)

  @Test func stretchAndDeterminantAreThoseOfTheLinearPart() {
    // A rotation by 30 degrees of diag(0.8, 0.3): singular values 0.8 and 0.3.
    let (sine, cosine): (Float, Float) = (0.5, 0.866_025_4)
    let map = AffineMap(a: 0.8 * cosine, b: -0.3 * sine, c: 0.8 * sine, d: 0.3 * cosine, e: 0, f: 0)
    #expect(abs(map.stretch - 0.8) < 1e-6)
    #expect(abs(map.determinant - 0.24) < 1e-6)
    let shear = AffineMap(a: 1, b: 1, c: 0, d: 1, e: 0, f: 0)
    #expect(abs(shear.stretch - (1 + 5.0.squareRoot()) / 2) < 1e-12, "the golden ratio stretches a unit shear")
  }

  @Test func theFixedPointStays() throws {
    let point = try #require(half.fixedPoint)
    #expect(point.x == 2 && point.y == -4)
    #expect(AffineMap(a: 1, b: 0, c: 0, d: 1, e: 1, f: 0).fixedPoint == nil, "a translation moves every point")
  }

  @Test func chainsStartAtTheFixedPointOfTheStrongestContraction() throws {
    let quarter = AffineMap(a: 0.25, b: 0, c: 0, d: 0.25, e: 3, f: 3)
    let system = try AffineSystem(maps: [half, quarter], weights: [1, 1])
    #expect(system.startingPoint.x == 4 && system.startingPoint.y == 4)
    let unused = try AffineSystem(maps: [half, quarter], weights: [1, 0])
    #expect(unused.startingPoint.x == 2, "a map that is never taken has no point on the attractor")
  }

  @Test func weightsFollowAreas() throws {
    let quarter = AffineMap(a: 0.25, b: 0, c: 0, d: 0.5, e: 0, f: 0)
    let flat = AffineMap(a: 0.5, b: 0, c: 0, d: 0, e: 0, f: 0)
    let system = try AffineSystem(maps: [half, quarter, flat])
    #expect(system.weights == [1, 0.5, 0.01])
  }

  @Test func meanLogStretchTellsContractionFromExpansion() throws {
    let double = AffineMap(a: 2, b: 0, c: 0, d: 2, e: 0, f: 0)
    #expect(try AffineSystem(maps: [half, double], weights: [2, 1]).meanLogStretch < 0)
    #expect(try AffineSystem(maps: [half, double], weights: [1, 2]).meanLogStretch > 0)
  }

  @Test func impossibleSystemsAreRefusedWithTheirReason() {
    let nan = AffineMap(a: .nan, b: 0, c: 0, d: 0, e: 0, f: 0)
    let huge = AffineMap(a: 0, b: 0, c: 0, d: 0, e: 1e30, f: 0)
    let cases: [([AffineMap], [Float], String)] = [
      ([], [], "0 maps"), (Array(repeating: half, count: 17), Array(repeating: 1, count: 17), "17 maps"),
      ([half], [1, 2], "2 weights"), ([half, nan], [1, 1], "map 2"), ([huge], [1], "1e+30"),
      ([half], [-1], "weight -1"), ([half], [.nan], "nan"), ([half, half], [0, 0], "zero"),
    ]
    for (maps, weights, reason) in cases {
      #expect { try AffineSystem(maps: maps, weights: weights) } throws: { error in
        (error as? IFSError)?.code == .invalidSystem && "\(error)".contains(reason)
      }
    }
  }
}
