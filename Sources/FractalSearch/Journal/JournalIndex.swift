internal import FractalCore

/// The locations of a journal's records that a search can still need.
struct JournalIndex {
  /// Chunks that no selection has taken in.
  private(set) var chunks: [UInt32: Range<Int>] = [:]
  /// The newest record of a selection, by stage.
  private(set) var kept: [UInt32: Range<Int>] = [:]
  /// The end of the records: the rest was cut off by a kill or a lost disk.
  private(set) var end: Int

  /// The places of all records, in the file's order.
  var places: [Range<Int>] {
    (Array(chunks.values) + Array(kept.values)).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Reads a file's records one by one, up to the first that is cut off or damaged.
  ///
  /// - Throws: ``SearchError`` for a record that is whole and cannot be of this plan, and for a file that cannot be read.
  init(reading file: JournalFile, plan: SearchPlan) throws(SearchError) {
    end = file.headerCount
    while let (record, place) = try file.record(from: end, limit: Self.largest(plan)) {
      guard record.range(in: plan) != nil else {
        throw SearchError(
          .notAJournal,
          "\(file.path) holds what no search of this plan found: copy it again, or search it anew elsewhere")
      }
      add(record, at: place, of: plan)
    }
  }

  /// Takes in a record that stands at the end.
  mutating func add(_ record: JournalRecord, at place: Range<Int>, of plan: SearchPlan) {
    end = place.upperBound
    switch record.kind {
    case .chunk: chunks[record.number] = place
    case .kept:
      kept[record.number] = place
      guard let range = record.range(in: plan) else { return }
      // Stages begin and end with whole chunks.
      for chunk in range.lowerBound / PoolJudge.chunk..<(range.upperBound + PoolJudge.chunk - 1) / PoolJudge.chunk {
        chunks[UInt32(chunk)] = nil
      }
    }
  }

  /// The most bytes that a record of a plan can have.
  private static func largest(_ plan: SearchPlan) -> Int {
    JournalRecord.overhead + Candidates.byteCount(of: max(PoolJudge.chunk, min(plan.method.kept ?? 0, plan.pool)))
  }
}
