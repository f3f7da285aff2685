import FractalCore
import Testing

@Suite struct CanonicalBytesTests {
  @Test func numbersAreLittleEndian() {
    var writer = CanonicalWriter()
    writer.write(UInt8(1))
    writer.write(UInt16(0x0203))
    writer.write(UInt32(0x0405_0607))
    writer.write(UInt64(0x0809_0A0B_0C0D_0E0F))
    writer.write(Float(1))
    #expect(
      writer.bytes == [
        1, 3, 2, 7, 6, 5, 4, 0x0F, 0x0E, 0x0D, 0x0C, 0x0B, 0x0A, 9, 8, 0, 0, 0x80, 0x3F,
      ])
  }

  @Test func whatWasWrittenIsReadBack() throws {
    var writer = CanonicalWriter()
    writer.write(UInt8(200))
    writer.write(UInt16(60_000))
    writer.write(Int32(-5))
    writer.write(Float(-2.5))
    writer.write(contentsOf: [7, 8])
    var reader = CanonicalReader(writer.bytes)
    #expect(try reader.read(UInt8.self) == 200)
    #expect(try reader.read(UInt16.self) == 60_000)
    #expect(try reader.read(Int32.self) == -5)
    #expect(try reader.readFloat() == -2.5)
    #expect(try reader.read(count: 2) == [7, 8])
    #expect(reader.remaining == 0)
    #expect(throws: CanonicalReader.EndOfBytes.self) { try reader.read(UInt8.self) }
  }

  @Test func negativeZeroHasOneForm() {
    var writer = CanonicalWriter()
    writer.write(-Float.zero)
    #expect(writer.bytes == [0, 0, 0, 0])
  }
}
