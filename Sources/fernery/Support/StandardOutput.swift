import CProcess
import Foundation
import FractalCore

/// The stream for results.
enum StandardOutput {
  /// Sees what was printed out of the process.
  ///
  /// - Throws: ``CommandError`` when it cannot be written, such as to a full disk: a result that got lost is no success.
  static func flush() throws(CommandError) {
    // A line that was written earlier may have failed already, where the stream keeps none back.
    guard fflush(nil) != 0 || cprocess_output_failed() != 0 else { return }
    throw failure
  }

  /// Writes bytes at once, after what was printed.
  ///
  /// - Throws: ``CommandError`` when they cannot be written.
  static func write(_ bytes: [UInt8]) throws(CommandError) {
    try flush()
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw failure }
    }
  }

  /// The error of the last call of the system.
  private static var failure: CommandError {
    let cause = UnderlyingCause(domain: "errno", code: errno, text: String(cString: strerror(errno)))
    return CommandError(.writeFailed, "the result cannot be written to stdout", cause: cause)
  }
}
