import CProcessors

/// Which processors this process runs on.
enum Processors {
  /// Calls `body` with the process free to run on two processors, though Tools/bench has pinned it to one; nil where it cannot.
  static func withTwo<Result>(_ body: () throws -> Result) rethrows -> Result? {
    let count = processors_free()
    guard count > 0 else { return nil }
    defer { processors_pin() }
    return count >= 2 ? try body() : nil
  }
}
