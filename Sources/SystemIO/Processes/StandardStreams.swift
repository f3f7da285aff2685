internal import CLibrary
internal import CSystem

/// The three streams that a program is started with.
package enum StandardStreams {
  /// Opens those that the caller has closed, so that no file of ours gets their numbers.
  ///
  /// Output to a closed stdout is still an error, and output to a closed stderr is lost.
  package static func openMissing() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // The lowest free number is this one, because those below it are open by now.
      let mode = stream == STDERR_FILENO ? O_WRONLY : O_RDONLY
      if open("/dev/null", mode) < 0 { _ = open("/", O_RDONLY) }
    }
  }

  /// Whether stdout is a terminal.
  package static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) != 0 }

  /// Writes out what was printed.
  ///
  /// - Throws: ``SystemFailure`` also where an earlier line could not be written.
  package static func flushOutput() throws(SystemFailure) {
    // If the stream has no buffered text, only its error mark reports a line that failed.
    guard fflush(nil) == 0, csystem_output_failed() == 0 else { throw .last }
  }

  /// Writes bytes to stdout at once, after what was printed.
  package static func writeOutput(_ bytes: [UInt8]) throws(SystemFailure) {
    try flushOutput()
    try FileDescriptor.writeNext(bytes, to: STDOUT_FILENO)
  }
}
