import Foundation
import FractalPack

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

  /// The most characters of a line: parts of it may be arguments or names of any length.
  private static let longestLine = 1200

  /// `text` with every run of line ends as one space, without control characters and secrets of URLs, and with `...` for
  /// the middle of what is too long: parts of it may be a stranger's.
  static func oneLine(_ text: String) -> String {
    var text = text
    if text.utf8.count > longestLine {
      text = "\(text.prefix(longestLine / 2)) ... \(text.suffix(longestLine / 2))"
    }
    var scalars = String.UnicodeScalarView()
    let line = PackLocation.shown(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    for scalar in line.unicodeScalars {
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
