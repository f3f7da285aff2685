import FractalCore
import SystemIO

/// The stream for results.
enum StandardOutput {
  /// Writes out what was printed.
  ///
  /// - Throws: ``CommandError`` when it cannot be written, such as to a full disk: a lost result is no success.
  static func flush() throws(CommandError) {
    do throws(SystemFailure) { try StandardStreams.flushOutput() } catch { throw failed(error) }
  }

  /// Writes bytes at once, after what was printed.
  ///
  /// - Throws: ``CommandError`` when they cannot be written.
  static func write(_ bytes: [UInt8]) throws(CommandError) {
    do throws(SystemFailure) { try StandardStreams.writeOutput(bytes) } catch { throw failed(error) }
  }

  private static func failed(_ failure: SystemFailure) -> CommandError {
    CommandError(.inputOutput, "the result cannot be written to stdout", cause: failure.cause)
  }
}
