internal import CLibrary

/// A value that one thread at a time may use; works in a forked process too.
///
/// The standard library's `Mutex` does not: on Linux it keeps the thread's id from its first use on, which in a forked
/// child is the parent's, so that a contended lock there names an owner that is not of the process. What a forked child
/// can reach uses this lock instead, in objects of one call alone: no fork can then leave it held by a thread that the
/// child does not have.
public final class Lock<Value>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var value: Value

  /// Guards `value`.
  public init(_ value: sending Value) {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    self.value = value
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  /// Calls `body` with the value once no other thread has it, and returns what it returns.
  ///
  /// `body` must not come back to the same lock.
  public func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
