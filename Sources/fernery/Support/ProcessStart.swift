import CProcess
import Foundation
import FractalCore

/// Preparations before the command line is parsed.
enum ProcessStart {
  /// Opens the standard streams that the caller has closed, so that no file of ours gets their numbers.
  ///
  /// What is printed to a closed stdout is still an error, and what is printed to a closed stderr is lost.
  static func openStandardStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // The lowest free number is this one, because those below it are open by now.
      let mode = stream == STDERR_FILENO ? O_WRONLY : O_RDONLY
      if open("/dev/null", mode) < 0 { _ = open("/", O_RDONLY) }
    }
  }

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
    guard cprocess_argument_count() > 0 else { return Array(CommandLine.arguments.dropFirst()) }
    var texts: [String] = []
    for index in 1..<max(1, cprocess_argument_count()) {
      guard let text = String(validatingCString: cprocess_argument(index)) else {
        throw CommandError(
          .outOfRange,
          "argument \(index) is `\(String(cString: cprocess_argument(index)))`, which is not UTF-8: rename what it names, or "
            + "change into that folder and give the rest of the path")
      }
      texts.append(text)
    }
    return texts
  }
}
