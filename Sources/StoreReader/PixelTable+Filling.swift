internal import FractalCore
internal import Synchronization

extension PixelTable {
  /// Why a batch could not be copied: at which place of it, and LMDB's failure if it was one.
  struct FillFailure: Error {
    var place: Int
    var cause: LMDBFailure?
  }

  /// At least so many bytes for each thread: starting one costs some ten microseconds.
  private static let bytesPerThread = 1 << 20
  /// Pictures that are looked up and asked for before the first of them is copied, so that cold reads overlap.
  private static let lookAhead = 16

  /// Copies pictures one behind another into `target`, by up to `threads` threads; O(n).
  ///
  /// - Precondition: every id is in ``ids``, and `target` holds ``pictureBytes`` for each.
  func fill(_ batch: [Int], into target: UnsafeMutableRawPointer, threads: Int) throws(FillFailure) {
    let workers = max(1, min(threads, batch.count * pictureBytes / Self.bytesPerThread))
    let share = (batch.count + workers - 1) / workers
    let chunk = max(1, min(share, max(Self.lookAhead, Self.bytesPerThread / pictureBytes)))
    let failure = Mutex<FillFailure?>(nil)
    nonisolated(unsafe) let target = target
    Parallel.forEach((batch.count + chunk - 1) / chunk, threads: workers) { item, _ in
      let places = item * chunk..<min(batch.count, (item + 1) * chunk)
      do throws(FillFailure) {
        try copy(batch, places, into: target)
      } catch {
        failure.withLock { first in
          if first.map({ $0.place > error.place }) ?? true { first = error }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  private func copy(_ batch: [Int], _ places: Range<Int>, into target: UnsafeMutableRawPointer) throws(FillFailure) {
    try withUnsafeTemporaryAllocation(of: UnsafeRawPointer.self, capacity: places.count) {
      (sources) throws(FillFailure) in
      var (question, step) = prefetch.questions(places.count)
      for place in places {
        let source: UnsafeRawPointer?
        do throws(LMDBFailure) {
          source = try address(of: batch[place])
        } catch {
          throw FillFailure(place: place, cause: error)
        }
        guard let source else { throw FillFailure(place: place, cause: nil) }
        if place - places.lowerBound == question {
          if !prefetch.willRead(source, of: value(of: batch[place], at: source)) { step = 1 }
          question += step
        }
        sources.initializeElement(at: place - places.lowerBound, to: source)
      }
      for place in places {
        (target + place * pictureBytes).copyMemory(from: sources[place - places.lowerBound], byteCount: pictureBytes)
      }
    }
  }
}
