import ArgumentParser
import Foundation

/// Seconds of Tools/quickstart after its build, as it says itself: a store from nothing, and both sheets.
struct QuickStartGroup {
  let effort: Effort
  let folder: TemporaryFolder
  /// The checkout.
  let root: String

  func rows() throws -> [Row] {
    let figures = try (0..<min(5, effort.repetitions)).map { _ in try seconds() }
    return [Row(.quickstart, "after the build", unit: "s", figures)]
  }

  private func seconds() throws -> Double {
    try folder.withPath { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let log = "\(path)/log"
      try Data().write(to: URL(filePath: log))
      let process = Process()
      process.executableURL = URL(filePath: "\(root)/Tools/quickstart")
      process.arguments = ["--out", path]
      let output = FileHandle(forWritingAtPath: log)
      process.standardOutput = output
      process.standardError = output
      try process.run()
      process.waitUntilExit()
      let text = try String(contentsOfFile: log, encoding: .utf8)
      guard process.terminationStatus == 0, let match = text.firstMatch(of: /Done, ([0-9.]+) s after the build/),
        let seconds = Double(match.1)
      else { throw ValidationError("Tools/quickstart failed:\n\(text.suffix(1000))") }
      return seconds
    }
  }
}
