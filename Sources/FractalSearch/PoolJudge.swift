internal import FractalCore
internal import FractalRendering
internal import SystemIO

/// Draws proposals and judges them: the part of a search that takes the time.
struct PoolJudge {
  let plan: SearchPlan
  let threads: Int
  let instructionSet: InstructionSet
  let monitor: TaskMonitor
  /// The journal for finished chunks; nil for none.
  let journal: SearchJournal?
  /// The range that progress covers; nil for the whole pool.
  var reported: Range<Int>?

  /// Proposals that one thread judges between two reports.
  static let chunk = 64

  /// The proposals of a range that pass the gates; those that the journal has are not judged again.
  ///
  /// - Parameter range: begins at a multiple of ``chunk``.
  /// - Throws: ``SearchError`` if the monitor cancelled, or the journal cannot be written.
  func judge(_ range: Range<Int>) throws(SearchError) -> Candidates {
    let first = range.lowerBound / Self.chunk
    let chunks = (range.count + Self.chunk - 1) / Self.chunk
    let results = OrderedResults<Candidates>(count: chunks)
    Parallel.forEach(chunks, threads: threads) { item, _ in
      guard !monitor.isCancelled(), !results.hasFailed else { return }
      let number = first + item
      if let known = journal?.judged(chunk: number) {
        results.finish(item, with: known) { report($0, of: chunks, in: range) }
        return
      }
      let start = number * Self.chunk
      let found = candidates(start..<min(start + Self.chunk, range.upperBound))
      results.finish(item, with: found) { report($0, of: chunks, in: range) }
      do { try journal?.add(found, chunk: number) } catch { results.fail(error) }
    }
    let parts: [Candidates]
    do { parts = try results.prefix() } catch let error as SearchError { throw error } catch {
      throw SearchError(.inputOutput, "the search failed: \(error)")
    }
    guard parts.count == chunks else { throw Self.cancelled(resumes: journal != nil) }
    var all = Candidates()
    for part in parts { all.append(part) }
    return all
  }

  /// The candidates among a few proposals: those that pass the gates.
  private func candidates(_ numbers: Range<Int>) -> Candidates {
    var found = Candidates()
    var scratch = Thumbnail.Scratch()
    for number in numbers {
      do throws(Rejection) {
        let proposal = try Proposal(number, of: plan, instructionSet: instructionSet)
        found.embeddings += try proposal.embedding(&scratch)
        found.numbers.append(UInt32(number))
        found.lawIndices.append(UInt8(proposal.share))
        found.passed += 1
      } catch {
        found.rejections[error, default: 0] += 1
      }
    }
    found.proposals = numbers.count
    return found
  }

  private func report(_ finished: Int, of chunks: Int, in range: Range<Int>) {
    let done = finished == chunks ? range.upperBound : range.lowerBound + finished * Self.chunk
    let whole = reported ?? 0..<plan.pool
    monitor.report("searching", min(done, whole.upperBound) - whole.lowerBound, whole.count)
  }

  /// The error of a search that the monitor stopped.
  static func cancelled(resumes: Bool) -> SearchError {
    SearchError(
      .cancelled,
      "the search was stopped; run the same command to \(resumes ? "go on" : "start it again")")
  }
}
