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
    let cause = UnderlyingCause(domain: "errno", code: errno, text: String(cString: strerror(errno)))
    throw CommandError(.writeFailed, "the result cannot be written to stdout", cause: cause)
  }
}
