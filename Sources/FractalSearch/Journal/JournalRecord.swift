internal import CanonicalData
internal import FractalCore

/// One entry of a journal: its length, kind, number, candidates, and a checksum of these.
struct JournalRecord {
  enum Kind: UInt8 {
    /// The candidates of a chunk of the pool.
    case chunk = 1
    /// The candidates that a selection kept at a stage.
    case kept = 2
  }

  var kind: Kind
  /// The chunk's or the stage's number.
  var number: UInt32
  var candidates: Candidates

  /// Bytes of a record besides its candidates: length, kind, number, checksum.
  static let overhead = 4 + 1 + 4 + 4

  init(kind: Kind, number: UInt32, candidates: Candidates) {
    (self.kind, self.number, self.candidates) = (kind, number, candidates)
  }

  /// The bytes of the record.
  var bytes: [UInt8] {
    var content = CanonicalWriter()
    content.write(kind.rawValue)
    content.write(number)
    content.write(contentsOf: candidates.bytes)
    var writer = CanonicalWriter()
    writer.write(UInt32(content.bytes.count))
    writer.write(contentsOf: content.bytes)
    writer.write(Checksum.crc32c(content.bytes))
    return writer.bytes
  }

  /// Reads ``bytes``; nil if they are anything else.
  init?(bytes: [UInt8]) {
    var reader = CanonicalReader(bytes)
    do {
      let length = Int(try reader.read(UInt32.self))
      var content = CanonicalReader(try reader.read(count: length))
      let checksum = try reader.read(UInt32.self)
      guard reader.remaining == 0, checksum == Checksum.crc32c(Array(bytes[4..<4 + length])),
        let kind = Kind(rawValue: try content.read())
      else { return nil }
      self.kind = kind
      number = try content.read()
      guard let candidates = Candidates(bytes: try content.read(count: content.remaining)) else { return nil }
      self.candidates = candidates
    } catch { return nil }
  }

  /// The numbers of the proposals that it tells of; nil if it has no place in the plan.
  ///
  /// A checksum proves that a disk or a network did no harm, not that a file is what it claims to be.
  func range(in plan: SearchPlan) -> Range<Int>? {
    let range: Range<Int>
    let atMost: Int
    switch (kind, plan.method) {
    case (.chunk, _):
      let start = Int(number) * PoolJudge.chunk
      guard start < plan.pool else { return nil }
      range = start..<min(plan.pool, start + PoolJudge.chunk)
      atMost = candidates.passed
      guard candidates.count == candidates.passed else { return nil }
    case (.kept, .stream(let kept)):
      guard number == 0,
        candidates.proposals == plan.pool
          || (candidates.proposals < plan.pool && candidates.proposals % PoolJudge.chunk == 0)
      else { return nil }
      (range, atMost) = (0..<candidates.proposals, kept)
    case (.kept, .islands(let islands, let kept)):
      guard number < islands else { return nil }
      (range, atMost) = (plan.method.range(ofIsland: Int(number), pool: plan.pool), kept)
    case (.kept, .pool): return nil
    }
    return candidates.canBe(of: range, atMost: atMost, laws: plan.genomes.count) ? range : nil
  }
}
