import Foundation

/// The stream for what people read while a command works.
enum StandardError {
  /// Writes text as it is; what cannot be written is lost.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes one line; line ends and what would steer a terminal become spaces.
  static func writeLine(_ line: String) {
    write(oneLine(line) + "\n")
  }

  /// `text` with every run of line ends as one space, and without control characters: parts of it may be a stranger's.
  static func oneLine(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.split(whereSeparator: \.isNewline).joined(separator: " ").unicodeScalars {
      let steers = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      scalars.append(steers ? " " : scalar)
    }
    return String(scalars)
  }

  /// Whether a person sees this stream on a terminal that can move its cursor.
  static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The columns of the terminal: `COLUMNS` where it is set, else what the terminal says, else 80.
  static var width: Int {
    if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 {
      return columns
    }
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
