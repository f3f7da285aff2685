internal import FractalCore

/// The proposals of a pool that passed the gates, or those of them that a selection kept: a stage of a search as a
/// value.
///
/// Numbers, laws and embeddings alone: a proposal is drawn again from its number.
public struct Candidates: Sendable, Hashable {
  /// Their numbers in the pool, rising.
  public internal(set) var numbers: [UInt32] = []
  /// The index of each candidate's law in the plan.
  public internal(set) var lawIndices: [UInt8] = []
  /// Their embeddings, one after another, `Embedding.count` bytes each.
  public internal(set) var embeddings: [UInt8] = []
  /// How many proposals were judged.
  public internal(set) var proposals = 0
  /// How many of them passed the gates, whether or not a selection has left them out since.
  public internal(set) var passed = 0
  /// How many of them were rejected, by reason.
  public internal(set) var rejections: [Rejection: Int] = [:]

  /// How many there are.
  public var count: Int { numbers.count }

  /// Takes in those of later numbers.
  mutating func append(_ later: Candidates) {
    numbers += later.numbers
    lawIndices += later.lawIndices
    embeddings += later.embeddings
    proposals += later.proposals
    passed += later.passed
    rejections.merge(later.rejections, uniquingKeysWith: +)
  }

  /// These alone, given by their places here, in the order of their numbers.
  func keeping(_ places: [Int]) -> Candidates {
    var kept = self
    (kept.numbers, kept.lawIndices, kept.embeddings) = ([], [], [])
    kept.embeddings.reserveCapacity(places.count * Embedding.count)
    for place in places.sorted() {
      kept.numbers.append(numbers[place])
      kept.lawIndices.append(lawIndices[place])
      kept.embeddings += embeddings[place * Embedding.count..<(place + 1) * Embedding.count]
    }
    return kept
  }
}

extension Candidates {
  /// Whether these can be what of a range of a pool passed the gates, or what a selection of at most so many kept of that.
  func canBe(of range: Range<Int>, atMost kept: Int, laws: Int) -> Bool {
    guard proposals == range.count, passed + rejections.values.reduce(0, +) == proposals, count <= min(passed, kept),
      lawIndices.allSatisfy({ $0 < laws })
    else { return false }
    var least = range.lowerBound
    for number in numbers {
      guard (least..<range.upperBound).contains(Int(number)) else { return false }
      least = Int(number) + 1
    }
    return true
  }
}
