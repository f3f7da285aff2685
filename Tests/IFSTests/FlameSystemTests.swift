import FractalCore
import IFS
import Testing

@Suite struct FlameSystemTests {
  private static let half = AffineMap(a: 0.5, b: 0, c: 0, d: 0.5, e: 0.25, f: 0)

  private func map(weight: Float = 1) throws -> FlameMap {
    FlameMap(
      pre: Self.half, variations: [try Variation(.swirl, weight: 0.5), try Variation(.julian, parameters: [3, 1])],
      weight: weight, colour: 0.5)
  }

  private func genome() throws -> Genome {
    var second = try map()
    second.post = Self.half
    return .flame(
      try FlameSystem(
        maps: [map(), second], finalMap: map(), symmetry: Symmetry(order: 3, isMirrored: true),
        xaos: [[1, 2], [0.5, 0]]))
  }

  private func bytes(_ genome: Genome) -> [UInt8] {
    var writer = CanonicalWriter()
    genome.write(to: &writer)
    return writer.bytes
  }

  @Test func theCanonicalFormIsReadBack() throws {
    let genome = try genome()
    let bytes = bytes(genome)
    #expect(bytes[0] == 2 && genome.family.name == "flame")
    // Family, count; three maps of six coefficients, a flag, weight, colour, count, two variations with two parameters in
    // all; a post map; the final map's flag, symmetry, xaos.
    #expect(bytes.count == 2 + 3 * (24 + 1 + 8 + 1 + 2 * 5 + 8) + 24 + 1 + 2 + 1 + 16)
    var reader = CanonicalReader(bytes)
    #expect(try Genome(from: &reader) == genome)
    #expect(reader.remaining == 0)
  }

  @Test func everyTruncationIsAnErrorAndNoByteTraps() throws {
    let bytes = bytes(try genome())
    for length in bytes.indices {
      var reader = CanonicalReader(Array(bytes[..<length]))
      #expect(throws: IFSError.self) { try Genome(from: &reader) }
    }
    for place in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var damaged = bytes
        damaged[place] = value
        var reader = CanonicalReader(damaged)
        _ = try? Genome(from: &reader)
      }
    }
  }

  @Test func unknownVariationsAreNamed() throws {
    var bytes = bytes(try genome())
    #expect(bytes[2 + 24 + 1 + 8 + 1] == Variation.Kind.swirl.rawValue)
    bytes[2 + 24 + 1 + 8 + 1] = 200
    var reader = CanonicalReader(bytes)
    #expect { try Genome(from: &reader) } throws: { "\($0)".contains("200") }
    #expect { try Variation.Kind(name: "wobble") } throws: { "\($0)".contains("wobble") && "\($0)".contains("swirl") }
    #expect(try Variation.Kind(name: "julian") == .julian)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1e30]) func numbersOutOfRangeAreRefused(number: Float) throws {
    var bad = try map()
    bad.pre.c = number
    #expect { try FlameSystem(maps: [bad]) } throws: { "\($0)".contains("map 1 has the coefficient") }
    bad = try map()
    bad.post = AffineMap(a: 1, b: 0, c: 0, d: 1, e: 0, f: number)
    #expect(throws: IFSError.self) { try FlameSystem(maps: [map()], finalMap: bad) }
    #expect(throws: IFSError.self) { try FlameSystem(maps: [map(weight: number)]) }
    #expect(throws: IFSError.self) { try Variation(.linear, weight: number) }
    #expect { try Variation(.blob, parameters: [1, number, 1]) } throws: { "\($0)".contains("low") }
    #expect(throws: IFSError.self) { try FlameSystem(maps: [map(), map()], xaos: [[1, number], [1, 1]]) }
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    #expect { try FlameSystem(maps: []) } throws: { "\($0)".contains("0 maps") }
    #expect(throws: IFSError.self) { try FlameSystem(maps: Array(repeating: map(), count: 17)) }
    #expect { try FlameSystem(maps: [map(weight: 0)]) } throws: { "\($0)".contains("zero") }
    #expect { try FlameSystem(maps: [map(), map()], xaos: [[1, 1]]) } throws: { "\($0)".contains("2 rows of 2") }
    #expect { try FlameSystem(maps: [map(), map()], xaos: [[1, 1], [0, 0]]) } throws: { "\($0)".contains("row 2") }
    #expect { try FlameSystem(maps: [map(), map(weight: 0)], xaos: [[0, 1], [1, 1]]) } throws: {
      "\($0)".contains("row 1")
    }
    #expect { try Variation(.pdj, parameters: [1]) } throws: { "\($0)".contains("takes 4: a, b, c, d") }
    #expect { try Variation(.rings, parameters: [0]) } throws: { "\($0)".contains("not be 0") }
    #expect(throws: IFSError.self) { try Symmetry(order: 13) }
    var empty = try map()
    empty.variations = []
    #expect { try FlameSystem(maps: [empty]) } throws: { "\($0)".contains("0 variations") }
  }
}
