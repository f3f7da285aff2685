import Foundation
import IFS
import Presets
import Testing

@Suite struct SystemPresetTests {
  /// How much a map shrinks all lengths, if it shrinks them all alike; nil for other maps.
  ///
  /// A similarity is r times a rotation, (a, b, c, d) = r (cos, -sin, sin, cos), or that with a reflection.
  private static func ratio(_ map: AffineMap) -> Double? {
    let (a, b, c, d) = (Double(map.a), Double(map.b), Double(map.c), Double(map.d))
    let tolerance = 1e-6
    let turns = abs(a - d) < tolerance && abs(b + c) < tolerance
    let reflects = abs(a + d) < tolerance && abs(b - c) < tolerance
    return turns || reflects ? (a * a + c * c).squareRoot() : nil
  }

  /// Moran's equation: where copies do not overlap, the dimension s of the attractor solves sum r_i^s = 1.
  @Test(arguments: PresetLibrary.names(.system)) func dimensionsSolveMoransEquation(_ name: String) throws {
    let preset = try PresetLibrary.system(name)
    guard let dimension = preset.dimension else { return }
    let ratios = preset.system.maps.map(Self.ratio)
    let known = try #require(ratios.allSatisfy { $0 != nil } ? ratios.compactMap(\.self) : nil, "not all similarities")
    #expect(known.allSatisfy { $0 > 0 && $0 < 1 })
    // Coefficients are float32, hence the tolerance.
    #expect(abs(known.reduce(0) { $0 + pow($1, dimension) } - 1) < 1e-6)
  }

  private static let books: [(name: String, copies: Double, shrinking: Double)] = [
    ("sierpinski-triangle", 3, 2), ("sierpinski-carpet", 8, 3), ("vicsek", 5, 3), ("koch-curve", 4, 3),
    ("cantor-dust", 4, 3), ("heighway-dragon", 4, 2), ("twin-dragon", 4, 2), ("gosper-island", 4, 2),
    ("terdragon", 4, 2),
  ]

  @Test(arguments: books) func dimensionsAreThoseOfTheBooks(_ name: String, _ copies: Double, _ shrinking: Double)
    throws
  {
    let dimension = try #require(PresetLibrary.system(name).dimension)
    #expect(abs(dimension - log(copies) / log(shrinking)) < 1e-9)
  }

  @Test func thereAreEnoughClassics() throws {
    let names = PresetLibrary.names(.system)
    #expect(names.count >= 8)
    for name in ["barnsley-fern", "sierpinski-triangle", "heighway-dragon"] { #expect(names.contains(name)) }
    #expect(names == names.sorted())
  }

  @Test(arguments: PresetLibrary.names(.system)) func everyClassicNamesItsSource(_ name: String) throws {
    let preset = try PresetLibrary.system(name)
    #expect(!preset.title.isEmpty && preset.source.count > 10)
    #expect((1...16).contains(preset.system.maps.count))
  }
}
