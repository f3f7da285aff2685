import Foundation
import FractalCore
import SystemIO

/// Preparations before the command line is parsed.
enum ProcessStart {
  /// Ends at once on Ctrl-\, where the Swift runtime would print a report of a crash, and makes a limit of file sizes an
  /// error of the write, where it would end the process.
  static func handleSignals() {
    signal(SIGQUIT, SIG_DFL)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// The arguments after the program's name.
  ///
  /// - Throws: ``CommandError`` for one that is not UTF-8.
  static func arguments() throws(CommandError) -> [String] {
    guard let arguments = ProcessArguments.bytes else { return Array(CommandLine.arguments.dropFirst()) }
    var texts: [String] = []
    for (index, bytes) in arguments.enumerated().dropFirst() {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw CommandError(
          .outOfRange,
          "argument \(index) is `\(String(decoding: bytes, as: UTF8.self))`, which is not UTF-8: rename what it names, or "
            + "change into that folder and give the rest of the path")
      }
      texts.append(text)
    }
    return texts
  }
}
