internal import FractalCore

/// The form of candidates in a journal: numbers of proposals, of those that passed and of those that are here, rejections by
/// reason, then numbers, laws and embeddings.
extension Candidates {
  /// The bytes.
  var bytes: [UInt8] {
    var writer = CanonicalWriter()
    for number in [proposals, passed, count] { writer.write(UInt32(number)) }
    for reason in Rejection.allCases { writer.write(UInt32(rejections[reason] ?? 0)) }
    for number in numbers { writer.write(number) }
    writer.write(contentsOf: lawIndices)
    writer.write(contentsOf: embeddings)
    return writer.bytes
  }

  /// How many bytes so many candidates have.
  static func byteCount(of count: Int) -> Int { 4 * (3 + Rejection.allCases.count) + count * (4 + 1 + Embedding.count) }

  /// Reads ``bytes``; nil if they are anything else.
  init?(bytes: [UInt8]) {
    var reader = CanonicalReader(bytes)
    do {
      proposals = Int(try reader.read(UInt32.self))
      passed = Int(try reader.read(UInt32.self))
      let count = Int(try reader.read(UInt32.self))
      for reason in Rejection.allCases {
        let number = Int(try reader.read(UInt32.self))
        if number > 0 { rejections[reason] = number }
      }
      guard bytes.count == Self.byteCount(of: count) else { return nil }
      numbers = try (0..<count).map { _ in try reader.read() }
      lawIndices = try reader.read(count: count)
      embeddings = try reader.read(count: reader.remaining)
    } catch { return nil }
  }
}
