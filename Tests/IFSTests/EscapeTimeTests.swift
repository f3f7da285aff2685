import FractalCore
import Testing

@testable import IFS

@Suite struct EscapeTimeTests {
  private func trap() throws -> OrbitTrap { try OrbitTrap(shape: .cross, x: 0.25, y: -0.5, angle: 0.75) }

  @Test func canonicalFormIsReadBackAndNothingElseIs() throws {
    for plane in [EscapeTime.Plane.mandelbrot, .julia(x: -0.75, y: 0.125)] {
      let genome = Genome.escapeTime(try EscapeTime(plane: plane, power: 3, iterations: 300, trap: trap()))
      var writer = CanonicalWriter()
      genome.write(to: &writer)
      #expect(
        writer.bytes.count == 1 + 4 + 8 + 1 + 16
          && writer.bytes.prefix(5) == [3, plane == .mandelbrot ? 0 : 1, 3, 44, 1])
      var reader = CanonicalReader(writer.bytes)
      #expect(try Genome(from: &reader) == genome && reader.remaining == 0)
      for length in writer.bytes.indices {
        var reader = CanonicalReader(Array(writer.bytes[..<length]))
        #expect(throws: IFSError.self) { try Genome(from: &reader) }
      }
      for (place, byte) in [(1, 2), (2, 9), (13, 7)] as [(Int, UInt8)] {
        var bytes = writer.bytes
        bytes[place] = byte
        var reader = CanonicalReader(bytes)
        #expect(throws: IFSError.self) { try Genome(from: &reader) }
      }
    }
  }

  @Test func valuesOutOfRangeAreRefused() throws {
    let trap = try trap()
    #expect { try EscapeTime(plane: .mandelbrot, power: 7, trap: trap) } throws: { "\($0)".contains("2 to 6") }
    #expect { try EscapeTime(plane: .mandelbrot, iterations: 5000, trap: trap) } throws: {
      "\($0)".contains("8 to 4096")
    }
    for bad in [Float.nan, .infinity, 1e30] {
      #expect { try EscapeTime(plane: .julia(x: bad, y: 0), trap: trap) } throws: { "\($0)".contains("-4...4") }
      #expect { try OrbitTrap(shape: .point, x: 0, y: bad) } throws: { "\($0)".contains("-100...100") }
      #expect { try OrbitTrap(shape: .circle, x: 0, y: 0, radius: bad) } throws: { "\($0)".contains("radius") }
      #expect { try OrbitTrap(shape: .line, x: 0, y: 0, angle: bad) } throws: { "\($0)".contains("angle") }
    }
    #expect { try OrbitTrap(shape: .point, x: 0, y: 0, radius: 1) } throws: { "\($0)".contains("radius") }
    #expect { try OrbitTrap(shape: .circle, x: 0, y: 0, angle: 1, radius: 1) } throws: { "\($0)".contains("angle") }
  }

  /// Points of which mathematics knows whether the Mandelbrot set holds them.
  @Test(arguments: [
    (0.0, 0.0, true), (-2.0, 0.0, true), (0.25, 0.0, true), (0.0, 1.0, true), (-0.75, 0.0, true), (-1.25, 0.0, true),
    (-1.754_877_666_246_692_8, 0.0, true), (-0.122_561_166_876_653_6, 0.744_861_766_619_744_2, true),
    (0.26, 0.0, false), (-2.001, 0.0, false), (0.0, 1.01, false), (1.0, 0.0, false), (0.5, 0.5, false),
  ])
  func knownPoints(x: Double, y: Double, isMember: Bool) {
    #expect(EscapeTime.isBounded(x: x, y: y, power: 2, iterations: 1000) == isMember)
  }

  @Test func theLawDrawsWhatItSays() throws {
    let law = try EscapeTimeLaw(powers: 2...4, julia: 0.25, traps: [.line, .circle], iterations: 99)
    let drawn = (0..<800).map { index in
      var draws = RandomStream(seed: 3, purpose: .genome).draws(index: UInt64(index))
      return law.sample(&draws)
    }
    #expect(Set(drawn.map(\.power)) == [2, 3, 4] && drawn.allSatisfy { $0.iterations == 99 })
    #expect(Set(drawn.map(\.trap.shape)) == [.line, .circle])
    // The deviation of the count is 12.
    #expect(abs(drawn.count { $0.plane != .mandelbrot } - 200) < 50)
    for fractal in drawn {
      guard case .julia(let constantX, let constantY) = fractal.plane else { continue }
      let (x, y) = (Double(constantX), Double(constantY))
      // On the edge: along its ray, some points nearby are bounded and some are not.
      let bounded = (0...40).map { 0.96 + 0.002 * Double($0) }
        .filter { EscapeTime.isBounded(x: $0 * x, y: $0 * y, power: fractal.power, iterations: 200) }
      #expect((1...40).contains(bounded.count))
      #expect((x * x + y * y).squareRoot() <= 1.03 * 2)
    }
    #expect { try EscapeTimeLaw(powers: 1...3) } throws: { "\($0)".contains("2 to 6") }
    #expect { try EscapeTimeLaw(julia: .nan) } throws: { "\($0)".contains("0 to 1") }
    #expect { try EscapeTimeLaw(traps: []) } throws: { "\($0)".contains("trap") }
    #expect { try EscapeTimeLaw(zooms: 0...9) } throws: { "\($0)".contains("0 to 8") }
  }
}
