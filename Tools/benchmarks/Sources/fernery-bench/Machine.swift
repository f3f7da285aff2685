import Foundation
import FractalCore
import SystemIO

/// What was measured on: figures of different machines, or of different moments of a busy one, do not compare.
struct Machine {
  var swiftVersion: String

  /// One line a fact.
  var description: String {
    """
    CPU               \(model), \(coresText), \(load)
    instruction sets  \(InstructionSet.supported.map(\.rawValue).joined(separator: ", ")); \
    \(InstructionSet.best.rawValue) where a row names none
    system            \(system)
    Swift             \(swiftVersion)
    """
  }

  private var model: String {
    let line = Self.text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }

  private var coresText: String {
    let cores = ProcessInfo.processInfo.processorCount
    let allowed = Self.field("Cpus_allowed_list:", of: "/proc/self/status")
    let pinned = Parallel.processorCount == 1 && cores > 1
    let binding = pinned ? "pinned to core \(allowed ?? "?") by taskset" : "not pinned to one"
    return "\(cores) \(cores == 1 ? "core" : "cores"), \(binding)"
  }

  private var load: String {
    guard let now = Self.text("/proc/loadavg").split(separator: " ").first, let value = Double(now) else {
      return "load unknown"
    }
    return "load \(value) before"
      + (value > 0.8 * Double(ProcessInfo.processInfo.processorCount) ? " (busy: compare processor time alone)" : "")
  }

  private var system: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    func text<Tuple>(_ tuple: Tuple) -> String {
      withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return "\(text(names.sysname)) \(text(names.release)) \(text(names.machine))"
  }

  private static func field(_ name: String, of path: String) -> String? {
    text(path).split(separator: "\n").first { $0.hasPrefix(name) }
      .map { $0.dropFirst(name.count).trimmingCharacters(in: .whitespaces) }
  }

  private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}
