public import FractalCore
internal import Synchronization
internal import SystemIO

/// The judged proposals of a search in a file, so that a killed search resumes; also the file that machines that search
/// islands
/// hand over.
///
/// A chunk of the pool is kept as soon as it is judged. What a selection kept of an island, or of a stream so far, takes the place
/// of the chunks that it came from. The file may be deleted at any time: only time is lost.
public final class SearchJournal: Sendable {
  /// The file.
  public let path: String

  private struct State {
    var file: JournalFile
    var index: JournalIndex
  }

  private let plan: SearchPlan
  private let state: Mutex<State>

  /// Bytes of records that nothing needs any more, below which the file is not written anew.
  static let toleratedWaste = 1 << 20

  /// Opens the journal of a plan, or begins one.
  ///
  /// - Throws: ``SearchError``: the plan is invalid, or the file is no journal, is of another plan, is in use, contradicts its plan
  ///   or cannot be written.
  public init(path: String, plan: SearchPlan) throws(SearchError) {
    try plan.validate()
    (self.path, self.plan) = (path, plan)
    var file = try JournalFile(path: path, plan: plan)
    let index = try JournalIndex(reading: file, plan: plan)
    try file.cut(at: index.end)
    state = Mutex(State(file: file, index: index))
  }

  /// The islands in other machines' journals of the same plan.
  ///
  /// - Throws: ``SearchError`` for a file that is no journal, is of another plan or contradicts its plan.
  public static func kept(in path: String, plan: SearchPlan) throws(SearchError) -> [Int: Candidates] {
    try plan.validate()
    let file = try JournalFile(reading: path, plan: plan)
    var kept: [Int: Candidates] = [:]
    for (stage, place) in try JournalIndex(reading: file, plan: plan).kept {
      kept[Int(stage)] = file.record(at: place)?.candidates
    }
    return kept
  }

  /// Removes the file: the search is done.
  public func remove() {
    state.withLock { $0.file.remove() }
  }

  /// Removes the journal of a plan if one lies at a path: a kill may have left it after the search was done.
  ///
  /// One that is in use, or of another plan, stays.
  public static func removeRemains(at path: String, plan: SearchPlan) {
    guard (try? PathKind(of: path)) == .file else { return }
    (try? SearchJournal(path: path, plan: plan))?.remove()
  }

  /// A chunk that was judged before.
  func judged(chunk: Int) -> Candidates? { candidates { $0.chunks[UInt32(chunk)] } }

  /// Keeps a chunk.
  func add(_ candidates: Candidates, chunk: Int) throws(SearchError) {
    try add(JournalRecord(kind: .chunk, number: UInt32(chunk), candidates: candidates))
  }

  /// The candidates that a selection kept at a stage: of an island, by its number, or of a stream, which has stage 0
  /// alone.
  func kept(at stage: Int) -> Candidates? { candidates { $0.kept[UInt32(stage)] } }

  /// Keeps what a selection kept at a stage, in place of the chunks that it came from.
  func keep(_ candidates: Candidates, at stage: Int) throws(SearchError) {
    try add(JournalRecord(kind: .kept, number: UInt32(stage), candidates: candidates))
  }

  private func add(_ record: JournalRecord) throws(SearchError) {
    let bytes = record.bytes
    try state.withLock { state throws(SearchError) in
      // The result of a selection took long, and may be all that a machine hands over.
      let place = try state.file.append(bytes, durably: record.kind == .kept)
      state.index.add(record, at: place, of: plan)
      guard record.kind == .kept else { return }
      // Records that nothing needs are dropped once they outweigh the others, so that writing stays in proportion.
      let needed = state.index.places
      let neededCount = needed.reduce(0) { $0 + $1.count }
      guard place.upperBound - neededCount > max(neededCount, Self.toleratedWaste) else { return }
      try state.file.rewrite(keeping: needed)
      state.index = try JournalIndex(reading: state.file, plan: plan)
    }
  }

  /// The record that an index has under a number; nil also where it cannot be read, which only means that it is judged again.
  private func candidates(_ place: (JournalIndex) -> Range<Int>?) -> Candidates? {
    let (file, place) = state.withLock { ($0.file, place($0.index)) }
    return place.flatMap { file.record(at: $0)?.candidates }
  }
}
