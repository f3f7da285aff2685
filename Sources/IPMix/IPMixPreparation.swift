/// The values that this module makes at first use.
public enum IPMixPreparation {
  /// Makes all of it, and tells how many values there are.
  ///
  /// Swift guards a value that is made at first use by a lock that keeps the thread's id as its Mutex does: in a forked child
  /// whose parent had used Swift, two threads that come to such a value at once hang. So a library that is used across forks
  /// makes them before.
  public static func prepare() -> Int {
    Shears.prepare() + ImageOperationKind.standard.count + ImageOperationKind.extra.count
  }
}
