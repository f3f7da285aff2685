internal import Synchronization

/// The first failure of the process, such as want of memory, while a file is examined: bytes that could not be read for
/// it are not known to be damaged.
package final class ReadFailures: Sendable {
  private let code = Atomic<Int32>(0)

  /// No failure so far.
  package init() {}

  /// Keeps the first failure that tells of the process and not of the file.
  package func note(_ failure: SystemFailure) {
    guard !failure.isDamage else { return }
    _ = code.compareExchange(expected: 0, desired: failure.code, ordering: .relaxed)
  }

  /// Throws the first one.
  package func check() throws(SystemFailure) {
    let code = code.load(ordering: .relaxed)
    guard code == 0 else { throw SystemFailure(code: code) }
  }
}
