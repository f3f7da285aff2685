import Foundation

/// Which processors this process runs on.
enum Processors {
  /// Calls `body` with the process free to run on two processors, though Tools/bench has pinned it to one; nil where it cannot.
  static func withTwo<Result>(_ body: () throws -> Result) throws -> Result? {
    #if os(Linux)
      var before = cpu_set_t()
      let size = MemoryLayout<cpu_set_t>.size
      guard sched_getaffinity(0, size, &before) == 0 else { return nil }
      var all = cpu_set_t()
      withUnsafeMutableBytes(of: &all) { for place in $0.indices { $0[place] = 0xFF } }
      // The kernel takes of these what the process may have.
      guard sched_setaffinity(0, size, &all) == 0 else { return nil }
      defer { _ = sched_setaffinity(0, size, &before) }
      guard ProcessInfo.processInfo.activeProcessorCount >= 2 else { return nil }
      return try body()
    #else
      return nil
    #endif
  }
}
