import FractalCore
import Synchronization

extension TaskMonitor {
  /// Cancels once a phase was reported, as somebody does who sees it begin.
  static func stopping(at phase: String) -> TaskMonitor {
    let flag = Flag()
    return TaskMonitor(
      report: { reported, _, _ in if reported == phase { flag.isRaised.store(true, ordering: .relaxed) } },
      isCancelled: { flag.isRaised.load(ordering: .relaxed) })
  }

  private final class Flag: Sendable {
    let isRaised = Atomic(false)
  }
}
