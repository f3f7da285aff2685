import CForkTesting
import Foundation

/// A forked copy of this process that does nothing but keep open whatever was open; gone when the value goes.
public final class ForkedHolder: Sendable {
  private let process: Int32

  /// Forks.
  public init() throws {
    process = fork_testing_start({ _ in pause() }, nil)
    guard process > 0 else { throw POSIXError(.EAGAIN) }
  }

  deinit {
    kill(process, SIGKILL)
    _ = fork_testing_wait(process)
  }
}
