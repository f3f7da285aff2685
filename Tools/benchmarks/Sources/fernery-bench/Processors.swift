import CProcessors

/// Which processors this process runs on.
enum Processors {
  /// Calls `body` with the process free to run on two processors, though Tools/bench has pinned it to one; nil where it cannot.
  static func withTwo<Result>(_ body: () throws -> Result) rethrows -> Result? {
    let count = processors_free()
    guard count > 0 else { return nil }
    defer { processors_restore() }
    return count >= 2 ? try body() : nil
  }

  /// Calls `body` with the process kept on one processor, whatever threads it starts; on all of them where it cannot be kept.
  static func withOne<Result>(_ body: () throws -> Result) rethrows -> Result {
    let isKept = processors_take_one() != 0
    defer { if isKept { processors_restore() } }
    return try body()
  }
}
