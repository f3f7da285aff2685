import FractalCore
import Synchronization

extension Monitor {
  /// Cancels once a phase was reported, as somebody does who sees it begin.
  static func stopping(at phase: String) -> Monitor {
    let flag = Flag()
    return Monitor(
      report: { reported, _, _ in if reported == phase { flag.isRaised.store(true, ordering: .relaxed) } },
      isCancelled: { flag.isRaised.load(ordering: .relaxed) })
  }

  private final class Flag: Sendable {
    let isRaised = Atomic(false)
  }
}
