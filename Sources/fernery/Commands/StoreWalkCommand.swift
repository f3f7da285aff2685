import ArgumentParser
import Foundation
import StoreWriter

/// The process that `store verify` and `store repair` start to walk pages, so that damage can end it alone.
struct StoreWalkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walk-pages", abstract: "Walk a store's pages for `fernery store verify`.", shouldDisplay: false)

  @Argument var store: String
  @Option var threads = 1
  @Flag var quick = false
  @Flag var ignoringSeal = false

  /// This program and the arguments that lead here.
  static var program: [String] {
    #if os(Linux)
      ["/proc/self/exe", "store", "walk-pages"]
    #else
      [Bundle.main.executablePath ?? CommandLine.arguments[0], "store", "walk-pages"]
    #endif
  }

  /// The units of the phases of verification and repair.
  static let units = [
    "checksums": "MiB", "records": "records", "assets": "assets", "scanning": "pages", "looking": "assets",
    "repairing": "assets", "proving": "records", "sealing": "MiB", "views": "values", "resizing": "assets",
  ]

  func run() throws {
    // Stopped by its parent, which hears the same Ctrl-C.
    signal(SIGINT, SIG_IGN)
    ExaminationProcess.runChild(
      path: store, isQuick: quick, ignoresSeal: ignoringSeal, threads: max(1, threads)
    ) { line in
      try? FileHandle.standardOutput.write(contentsOf: Data(line))
    }
  }
}
