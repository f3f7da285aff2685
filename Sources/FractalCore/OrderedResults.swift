internal import SystemIO

/// The results of threads for a number of items, in the items' order.
public final class OrderedResults<Element: Sendable>: Sendable {
  private struct State {
    var results: [Element?]
    var finished = 0
    var error: (any Error)?
  }

  private let state: Lock<State>

  /// Room for the results of `count` items.
  public init(count: Int) {
    state = Lock(State(results: Array(repeating: nil, count: count)))
  }

  /// Keeps an item's result and tells, one call at a time, how many items are finished.
  public func finish(_ index: Int, with result: Element, report: (_ finished: Int) -> Void = { _ in }) {
    state.withLock { state in
      state.results[index] = result
      state.finished += 1
      report(state.finished)
    }
  }

  /// Keeps the first error, which ``prefix()`` then throws.
  public func fail(_ error: any Error) {
    state.withLock { state in
      if state.error == nil { state.error = error }
    }
  }

  /// Whether an item failed.
  public var hasFailed: Bool { state.withLock { $0.error != nil } }

  /// The results from the first item up to the first that is missing: all of them, unless work was cut short.
  ///
  /// - Throws: the error of an item that failed.
  public func prefix() throws -> [Element] {
    try state.withLock { state in
      if let error = state.error { throw error }
      return state.results.prefix { $0 != nil }.compactMap { $0 }
    }
  }
}
