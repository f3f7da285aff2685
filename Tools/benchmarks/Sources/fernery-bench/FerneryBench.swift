import ArgumentParser
import Foundation
import FractalCore
import SystemIO

/// The command behind Tools/bench.
@main
struct FerneryBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Tools/bench", abstract: "Measure Fernery on one core; see Tools/bench --help.")

  @Argument(help: "What to measure (default: all but reliability).")
  var groups: [BenchmarkGroup] = []

  @Flag(help: "Fewer repetitions of smaller work: to see that it runs, not to compare.")
  var quick = false

  @Flag(help: "Count the processor's time instead of the wall's: steadier beside other work, blind to the disk.")
  var processorTime = false

  @Option(help: "Write the rows to this file too, as a JSON array.")
  var json: String?

  @Option(help: .hidden)
  var swiftVersion = "unknown"

  @Option(help: .hidden)
  var root = "."

  /// An interpreter with what the Python peers need.
  @Option(help: .hidden)
  var python: String?

  /// An interpreter with PyTorch and the package.
  @Option(help: .hidden)
  var packagePython: String?

  func run() throws {
    // As the program does.
    Memory.keepFreed()
    // A name given twice is measured once, in the order of the table.
    let chosen = groups.isEmpty ? BenchmarkGroup.usual : BenchmarkGroup.allCases.filter(groups.contains)
    var effort = quick ? Effort.quick : Effort.full
    effort.timeBase = processorTime ? .processor : .wall
    let folder = try TemporaryFolder()
    let pythons = Pythons(peers: python, package: packagePython)
    let report = Report()
    report.begin(Machine(swiftVersion: swiftVersion), effort: effort)
    var rows: [Row] = []
    for group in chosen {
      let stopwatch = Stopwatch()
      try group.measure(effort, in: folder, root: root, python: pythons) { measured in
        for row in measured { report.add(row) }
        rows += measured
      }
      // These run in processes of their own, which are not counted here.
      if ![.plugin, .quickstart, .reliability].contains(group) { report.addShare(of: stopwatch) }
    }
    if let json { try Report.writeJSON(rows, to: json) }
  }
}
