import StoreReader
import Testing

@Suite struct AttributeKeyTests {
  private func key(_ value: AttributeKey.Value, id: UInt64) -> [UInt8] {
    AttributeKey.bytes("attribute", value, id: id)
  }

  private func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

  @Test func keysOfNumbersOrderAsTheNumbers() {
    let numbers: [Double] = [-.greatestFiniteMagnitude, -2, -1, -1e-300, 0, .leastNonzeroMagnitude, 0.5, 1, 1.5, 1e300]
    for (left, right) in zip(numbers, numbers.dropFirst()) {
      #expect(precedes(key(.number(left), id: .max), key(.number(right), id: 0)))
    }
    #expect(AttributeKey.prefix("fill", .number(-0.0)) == AttributeKey.prefix("fill", .number(0)))
  }

  @Test func keysOfTextsOrderAsTheTextsAndThenById() {
    let texts = ["a", "aa", "ab", "b", "é"]
    for (left, right) in zip(texts, texts.dropFirst()) {
      #expect(precedes(key(.text(left), id: .max), key(.text(right), id: 0)))
    }
    #expect(precedes(key(.text("a"), id: 255), key(.text("a"), id: 256)))
  }

  @Test func noKeyIsLongerThanLMDBTakes() {
    let longest = String(repeating: "x", count: AttributeKey.longestText)
    #expect(AttributeKey.isValid(longest) && !AttributeKey.isValid(longest + "x"))
    #expect(AttributeKey.bytes(longest, .text(longest), id: 0).count <= 511)
  }
}
