import ArgumentParser
import FractalCore
import FractalPack
import FractalSearch
import StoreWriter

/// Runs a long call of the libraries as every command does: with progress, and stopped by Ctrl-C where nothing is lost.
enum LongWork {
  /// Calls `body` with a monitor; a search or a download that was stopped ends the command.
  static func run<Result>(_ output: OutputOptions, _ body: (TaskMonitor) throws -> Result) throws -> Result {
    try run(output, stopped: {}, body)
  }

  /// Calls `body` with a monitor; a search that was stopped ends the command, after a call of `stopped`.
  static func run<Result>(
    _ output: OutputOptions, stopped: () throws -> Void, _ body: (TaskMonitor) throws -> Result
  ) throws -> Result {
    let progress = PhaseProgress(
      style: output.progressStyle,
      units: [
        "searching": "proposals", "selecting": "assets", "rendering": "assets", "copying": "assets",
        "merging": "assets", "joining": "assets", "importing": "assets", "examining": "files", "proving": "records",
        "sealing": "MiB", "reading records": "records", "describing": "assets",
        "packing": "assets", "checking": "files", "writing": "bytes", "verifying": "bytes", "unpacking": "bytes",
        "reading": "bytes",
        "comparing": "bytes",
      ])
    Interruption.install()
    defer { progress.finish() }
    do {
      return try body(progress.monitor)
    } catch let error as SearchError where error.code == .cancelled && Interruption.isRequested {
      progress.finish()
      StandardError.writeLine("fernery: \(error.message)")
      try stopped()
      throw Interruption.exitCode
    } catch let error as PackError where error.code == .cancelled && Interruption.isRequested {
      progress.finish()
      StandardError.writeLine("fernery: \(error.message)")
      throw Interruption.exitCode
    }
  }
}

/// The output of commands that make a store.
struct MadeStore: Encodable {
  var store: String
  var count: Int
  @ExplicitNull var root: String?
  var resumed: Int
  var seconds: Double

  init(_ store: String, _ outcome: Generator.Outcome, since start: ContinuousClock.Instant) {
    self.store = store
    count = outcome.count
    _root = ExplicitNull(wrappedValue: outcome.root?.hex)
    resumed = outcome.resumedFrom
    seconds = (ContinuousClock.now - start) / .seconds(1)
  }

  /// The lines for people.
  var text: String {
    guard let root else {
      return "stopped: \(HumanFormat.count(count)) assets are kept in \(store); run the same command to go on"
    }
    let told =
      resumed == count
      ? "\(store) is complete already: \(HumanFormat.count(count)) assets"
      : "\(store): \(HumanFormat.count(count)) assets\(resumed > 0 ? ", \(HumanFormat.count(resumed)) of them from an earlier run" : ""), in \(HumanFormat.duration(seconds: seconds))"
    return "\(told)\nroot \(root)"
  }
}
