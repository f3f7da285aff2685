internal import Synchronization

/// What threads computed for each of a number of chunks, in the chunks' order.
final class ChunkResults<Element: Sendable>: Sendable {
  private struct State {
    var results: [Element?]
    var finished = 0
  }

  private let state: Mutex<State>

  init(count: Int) {
    state = Mutex(State(results: Array(repeating: nil, count: count)))
  }

  /// Keeps a chunk's result and tells, one call at a time, how many chunks are finished.
  func finish(_ index: Int, with result: Element, report: (_ finished: Int) -> Void) {
    state.withLock { state in
      state.results[index] = result
      state.finished += 1
      report(state.finished)
    }
  }

  /// All results; nil while one is missing.
  var all: [Element]? {
    state.withLock { state in
      state.finished == state.results.count ? state.results.compactMap { $0 } : nil
    }
  }
}
