internal import FractalCore
internal import SystemIO

extension PixelTable {
  /// Why a batch could not be copied: at which place of it, and which page is damaged if a picture is not simply missing.
  struct FillFailure: Error {
    var place: Int
    var damage: PageDamage?
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
    let failure = Lock<FillFailure?>(nil)
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
    try withUnsafeTemporaryAllocation(of: Place.self, capacity: places.count) { (found) throws(FillFailure) in
      var (question, step) = prefetch.questions(places.count)
      for place in places {
        let source: Place?
        do throws(PageDamage) {
          source = try self.place(of: batch[place])
        } catch {
          throw FillFailure(place: place, damage: error)
        }
        guard let source else { throw FillFailure(place: place) }
        if place - places.lowerBound == question {
          if !prefetch.willRead(source.picture, of: value(of: batch[place], at: source.picture)) { step = 1 }
          question += step
        }
        found.initializeElement(at: place - places.lowerBound, to: source)
      }
      for place in places {
        let source = found[place - places.lowerBound]
        // Here and not above, so that no page is touched before all have been asked for.
        guard source.isSettled || settle(batch[place], at: source.picture) else { throw FillFailure(place: place) }
        (target + place * pictureBytes).copyMemory(from: source.picture, byteCount: pictureBytes)
      }
    }
  }
}
