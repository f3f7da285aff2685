import FractalCore
import Synchronization

/// Shows the phases of a long call one after another, each with a reporter of its own.
final class PhaseProgress: Sendable {
  private struct Current {
    var phase: String
    var reporter: ProgressReporter
  }

  private let style: ProgressReporter.Style
  private let units: [String: String]
  private let current = Mutex<Current?>(nil)

  /// - Parameter units: what each phase counts.
  init(style: ProgressReporter.Style, units: [String: String]) {
    self.style = style
    self.units = units
  }

  /// A monitor that reports here and stops when the user asks for it.
  var monitor: TaskMonitor {
    TaskMonitor(
      report: { phase, done, total in self.report(phase, done, total) }, isCancelled: { Interruption.isRequested })
  }

  /// Ends the last phase's display.
  func finish() {
    current.withLock { current in
      current?.reporter.finish()
      current = nil
    }
  }

  private func report(_ phase: String, _ done: Int, _ total: Int) {
    current.withLock { current in
      if current?.phase != phase {
        current?.reporter.finish()
        current = Current(
          phase: phase,
          reporter: ProgressReporter(phase, unit: units[phase] ?? "steps", total: total, resumed: done, style: style))
      }
      current?.reporter.update(to: done)
    }
  }
}
