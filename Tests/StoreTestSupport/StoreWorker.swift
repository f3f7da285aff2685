public import Foundation

/// The program `store-worker`, built beside the tests.
public enum StoreWorker {
  /// Its path.
  public static var path: String {
    let test =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(filePath: test).deletingLastPathComponent().appending(path: "store-worker").path
  }

  /// What walks pages for a verification.
  public static var walker: [String] { [path, "walk-pages"] }

  /// Starts it with its output thrown away.
  public static func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
