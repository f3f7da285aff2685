/// How a long call tells what it does, and learns that it should stop.
public struct TaskMonitor: Sendable {
  /// Called with what is being done, how much of it is done and how much there is; from any thread, one call at a time.
  public let report: @Sendable (_ phase: String, _ done: Int, _ total: Int) -> Void
  /// Asked now and then, from any thread; once true, the call commits what it has and ends.
  public let isCancelled: @Sendable () -> Bool

  /// A monitor of two functions.
  public init(
    report: @escaping @Sendable (_ phase: String, _ done: Int, _ total: Int) -> Void,
    isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.report = report
    self.isCancelled = isCancelled
  }

  /// Tells nobody and never stops.
  public static let silent = TaskMonitor(report: { _, _, _ in }, isCancelled: { false })
}
