import Foundation

/// The program `store-fork-probe`, which stands beside the tests.
enum ForkProbe {
  static func run(_ arguments: String...) throws -> (status: Int32, output: String) { try run(arguments) }

  /// Runs it and returns what it ends with and prints.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let products = (bundle ?? Bundle.main.executableURL ?? URL(filePath: "/")).deletingLastPathComponent()
    let process = Process()
    process.executableURL = products.appending(path: "store-fork-probe")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
