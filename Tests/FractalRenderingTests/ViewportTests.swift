import FractalCore
import IFS
import Testing

@testable import FractalRendering

@Suite struct ViewportTests {
  /// Conjugation commutes: drawing a mapped point is mapping the drawn point, in every framing.
  @Test func mapsDoInCellsWhatTheyDoInThePlane() {
    var draws = RandomStream(seed: 12, purpose: .testCase).draws()
    for _ in 0..<200 {
      func number(_ reach: Double) -> Float { Float(draws.uniform(-reach, reach)) }
      let map = AffineMap(a: number(1), b: number(1), c: number(1), d: number(1), e: number(2), f: number(2))
      let framing = Framing(
        centreX: number(3), centreY: number(3), radius: 0.2 + abs(number(2)), rotation: number(4))
      let viewport = Viewport(framing, height: 16 + draws.below(200), width: 16 + draws.below(200))
      let (x, y) = (Double(number(2)), Double(number(2)))
      let mapped = viewport.cell(
        Double(map.a) * x + Double(map.b) * y + Double(map.e), Double(map.c) * x + Double(map.d) * y + Double(map.f))
      let conjugate = viewport.conjugate(map)
      let drawn = viewport.cell(x, y)
      let scale = max(abs(mapped.x), abs(mapped.y), abs(drawn.x), abs(drawn.y), 100)
      #expect(
        abs(Double(conjugate.a) * drawn.x + Double(conjugate.b) * drawn.y + Double(conjugate.e) - mapped.x) < 1e-5
          * scale)
      #expect(
        abs(Double(conjugate.c) * drawn.x + Double(conjugate.d) * drawn.y + Double(conjugate.f) - mapped.y) < 1e-5
          * scale)
    }
  }

  @Test func theShorterSideSpansTheDiameterAndUpIsUp() {
    let viewport = Viewport(Framing(centreX: 1, centreY: 2, radius: 0.5), height: 40, width: 60)
    let centre = viewport.cell(1, 2)
    #expect(centre.x == 31 && centre.y == 21, "behind a border of one cell")
    let top = viewport.cell(1, 2.5)
    #expect(top.x == 31 && top.y == 1)
    let right = viewport.cell(1.5, 2)
    #expect(right.x == 51 && right.y == 21)
  }

  @Test func aQuarterTurnIsCounterClockwise() {
    let framing = Framing(centreX: 0, centreY: 0, radius: 1, rotation: .pi / 2)
    let right = Viewport(framing, height: 20, width: 20).cell(1, 0)
    #expect(abs(right.x - 11) < 1e-5 && abs(right.y - 1) < 1e-5, "what was right is now above")
  }

  /// A tiny attractor in a wide picture, far magnified, would have a radius that no specification may have.
  @Test func whatIsTooSmallForASpecificationHasNoFraming() throws {
    func orbit(_ extent: Float) throws -> Orbit {
      // Two points of rest, one above the other or beside it, and what lies between them.
      let maps = [Float(0), 1].map { AffineMap(a: 0.5, b: 0, c: 0, d: 0, e: $0 * extent / 2, f: 0) }
      return try #require(Orbit.trace(.affine(AffineSystem(maps: maps, weights: [1, 1])), seed: 1))
    }
    let wide = PixelShape(height: 16, width: 1024)
    #expect(try orbit(0.01).framing(for: wide, zoom: 16)?.isValid == true)
    #expect(try orbit(0.001).framing(for: wide, zoom: 16) == nil)
    #expect(try orbit(0.001).framing(for: wide)?.isValid == true)
  }
}
