import FractalCore
import IFS
import Testing

@Suite struct GenomeTests {
  private func genome() throws -> Genome {
    .affine(
      try AffineSystem(
        maps: [
          AffineMap(a: 0.5, b: -0.25, c: 0.125, d: 0.5, e: 1, f: 2),
          AffineMap(a: -0.5, b: 0, c: 0, d: 0.5, e: 0, f: -1),
        ], weights: [0.75, 0.25]))
  }

  @Test func canonicalFormIsFamilyCountAndFloats() throws {
    var writer = CanonicalWriter()
    try genome().write(to: &writer)
    #expect(writer.bytes.count == 1 + 1 + 2 * 7 * 4)
    #expect(writer.bytes.prefix(6) == [1, 2, 0, 0, 0, 0x3F])
    var reader = CanonicalReader(writer.bytes)
    #expect(try Genome(from: &reader) == genome())
  }

  @Test func everyTruncationAndForeignFamilyIsAnError() throws {
    var writer = CanonicalWriter()
    try genome().write(to: &writer)
    for length in writer.bytes.indices {
      var reader = CanonicalReader(Array(writer.bytes[..<length]))
      #expect(throws: IFSError.self) { try Genome(from: &reader) }
    }
    var foreign = CanonicalReader([99] + writer.bytes.dropFirst())
    #expect { try Genome(from: &foreign) } throws: { "\($0)".contains("99") }
  }
}
