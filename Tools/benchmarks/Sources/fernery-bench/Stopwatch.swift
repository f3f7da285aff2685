import Foundation

/// Two ways to tell time.
enum TimeBase: String {
  /// What the clock on the wall says.
  case wall
  /// What this process has had of processors: steadier on a busy machine, and blind to waiting for the disk.
  case processor
}

/// Seconds since its start, on either base.
struct Stopwatch {
  private let wall = ContinuousClock.now
  private let processor = Stopwatch.processorSeconds()

  /// Seconds by the wall's clock.
  var wallSeconds: Double { wall.duration(to: .now) / .seconds(1) }

  /// Seconds of processors that all threads of this process have had.
  var processorSeconds: Double { Stopwatch.processorSeconds() - processor }

  /// Seconds on a base.
  func seconds(_ base: TimeBase) -> Double { base == .wall ? wallSeconds : processorSeconds }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
