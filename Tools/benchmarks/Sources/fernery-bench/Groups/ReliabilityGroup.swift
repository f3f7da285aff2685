import ArgumentParser
import Foundation

/// The long form of the tests that damage stores, kill writers and take the power away, and what they count.
///
/// Runs `swift test`; a test that fails ends the group with an error. The tests print a line for each figure.
struct ReliabilityGroup {
  let effort: Effort
  /// The checkout.
  let root: String

  private static let suites =
    "(PowerLoss|Kill|Damage|DiskFull|Fork|ReaderProcess|ReadOnly|Committing|Verification)Tests"

  func rows() throws -> [Row] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["swift", "test", "--package-path", root, "--filter", Self.suites]
    var environment = ProcessInfo.processInfo.environment
    environment["FERNERY_LONG"] = effort.isQuick ? "0" : "1"
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: output, as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw ValidationError("a test of reliability failed:\n\(text.suffix(4000))")
    }
    let rows = text.matches(of: /figure\t([^\t\n]+)\t([0-9.]+)\t([^\t\n]+)/).map { match in
      Row(.reliability, String(match.1), unit: String(match.3), [Double(match.2) ?? .nan])
    }
    guard !rows.isEmpty else { throw ValidationError("the tests of reliability told no figure") }
    return rows
  }
}
