import FractalCore

/// What can be wrong with a request before any module is asked.
enum CommandErrorCode: ErrorCode {
  /// An argument is out of range.
  case outOfRange
  /// An output stands already.
  case alreadyExists
  /// An input does not exist.
  case notFound
  /// An output cannot be written.
  case cannotCreate

  var category: ErrorCategory {
    switch self {
    case .outOfRange: .usage
    case .alreadyExists, .cannotCreate: .cannotCreate
    case .notFound: .notFound
    }
  }
}

/// The error type of the command line.
typealias CommandError = ModuleError<CommandErrorCode>

/// Checks a whole number that an option gave.
func require(_ value: Int, in range: ClosedRange<Int>, option: String) throws(CommandError) {
  guard range.contains(value) else {
    throw CommandError(
      .outOfRange, "\(option) is \(value); it must be \(range.lowerBound) to \(range.upperBound)")
  }
}
