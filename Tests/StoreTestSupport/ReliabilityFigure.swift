internal import Foundation

/// A figure of a test of reliability, as `Tools/bench reliability` reads it.
public enum ReliabilityFigure {
  /// Prints a line: `figure`, name, value and unit, with tabs between them.
  public static func tell(_ name: String, _ value: some BinaryInteger, _ unit: String) {
    // One write, so that tests that run beside one another do not mix their lines.
    FileHandle.standardOutput.write(Data("figure\t\(name)\t\(value)\t\(unit)\n".utf8))
  }
}
