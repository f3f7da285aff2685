internal import FractalCore

/// What of a pool passed the gates, or what a selection kept of that: a stage of a search as a value.
///
/// Numbers, laws and embeddings alone: a proposal is drawn again from its number.
public struct Candidates: Sendable, Hashable {
  /// Their numbers in the pool, rising.
  public internal(set) var numbers: [UInt32] = []
  /// The places of their laws in the plan.
  public internal(set) var shares: [UInt8] = []
  /// Their embeddings, one after another, ``Embedding/count`` bytes each.
  public internal(set) var embeddings: [UInt8] = []
  /// How many proposals were judged.
  public internal(set) var proposals = 0
  /// How many of them were rejected, by reason.
  public internal(set) var rejections: [Rejection: Int] = [:]

  /// How many there are.
  public var count: Int { numbers.count }

  /// Takes in those of later numbers.
  mutating func append(_ later: Candidates) {
    numbers += later.numbers
    shares += later.shares
    embeddings += later.embeddings
    proposals += later.proposals
    rejections.merge(later.rejections, uniquingKeysWith: +)
  }

  /// These alone, given by their places here, in the order of their numbers.
  func keeping(_ places: [Int]) -> Candidates {
    var kept = self
    (kept.numbers, kept.shares, kept.embeddings) = ([], [], [])
    kept.embeddings.reserveCapacity(places.count * Embedding.count)
    for place in places.sorted() {
      kept.numbers.append(numbers[place])
      kept.shares.append(shares[place])
      kept.embeddings += embeddings[place * Embedding.count..<(place + 1) * Embedding.count]
    }
    return kept
  }
}

extension Candidates {
  /// The bytes that a journal keeps: numbers of proposals and candidates, rejections by reason, numbers, laws, embeddings.
  var bytes: [UInt8] {
    var writer = CanonicalWriter()
    writer.write(UInt32(proposals))
    writer.write(UInt32(count))
    for reason in Rejection.allCases { writer.write(UInt32(rejections[reason] ?? 0)) }
    for number in numbers { writer.write(number) }
    writer.write(contentsOf: shares)
    writer.write(contentsOf: embeddings)
    return writer.bytes
  }

  /// Reads ``bytes``; nil if they are anything else.
  init?(bytes: [UInt8]) {
    var reader = CanonicalReader(bytes)
    do {
      proposals = Int(try reader.read(UInt32.self))
      let count = Int(try reader.read(UInt32.self))
      for reason in Rejection.allCases {
        let number = Int(try reader.read(UInt32.self))
        if number > 0 { rejections[reason] = number }
      }
      guard reader.remaining == count * (4 + 1 + Embedding.count) else { return nil }
      numbers = try (0..<count).map { _ in try reader.read() }
      shares = try reader.read(count: count)
      embeddings = try reader.read(count: reader.remaining)
    } catch { return nil }
  }
}
