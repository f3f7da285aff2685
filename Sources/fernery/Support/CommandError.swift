import FractalCore

/// The kinds of error in a request.
enum CommandErrorCode: ErrorCode {
  /// An argument is out of range.
  case outOfRange
  /// An output stands already.
  case alreadyExists
  /// An input does not exist.
  case notFound
  /// An output cannot be made.
  case cannotCreate
  /// Permissions forbid reading an input or writing an output.
  case permissionDenied
  /// The disk is full.
  case noSpace
  /// Reading an input or writing an output failed.
  case inputOutput
  /// A store that should be drawn from is not finished.
  case unfinished
  /// A store holds what cannot be used.
  case invalidData
  /// A needed environment variable is missing.
  case unconfigured

  var category: ErrorCategory {
    switch self {
    case .outOfRange: .usage
    case .alreadyExists, .cannotCreate: .cannotCreate
    case .notFound: .notFound
    case .permissionDenied: .permission
    case .noSpace, .inputOutput: .inputOutput
    case .unfinished, .invalidData: .invalidData
    case .unconfigured: .configuration
    }
  }
}

extension CommandErrorCode: ReadingErrorCode, WritingErrorCode {}

/// The error type of the command line.
typealias CommandError = ModuleError<CommandErrorCode>

/// Checks a whole number that an option gave.
func require(_ value: Int, in range: ClosedRange<Int>, option: String) throws(CommandError) {
  guard range.contains(value) else {
    let bounds =
      range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    throw CommandError(.outOfRange, "\(option) is \(value); it must be \(bounds)")
  }
}

/// Checks a path that an option gave, where it did.
func require(path: String?, option: String) throws(CommandError) {
  guard path?.isEmpty != true else { throw CommandError(.outOfRange, "\(option) is empty; give a path") }
}
