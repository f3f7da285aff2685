internal import CFernery
internal import FractalCore
internal import StoreReader

/// The kinds of error in a call's arguments.
enum ABIErrorCode: ErrorCode {
  case invalidArgument
  case badHandle
  /// The store cannot give the requested data.
  case unavailable

  var category: ErrorCategory {
    switch self {
    case .invalidArgument, .badHandle: .usage
    case .unavailable: .unavailable
    }
  }
}

typealias ABIError = ModuleError<ABIErrorCode>

/// The status that an error becomes.
func status(of error: any Error) -> fernery_status {
  if let error = error as? ABIError, error.code == .badHandle { return fernery_status(FERNERY_BAD_HANDLE) }
  if let error = error as? StoreError, error.code == .noSuchID { return fernery_status(FERNERY_NO_SUCH_ID) }
  guard let error = error as? any DescribedError else { return fernery_status(FERNERY_INTERNAL) }
  return switch error.category {
  case .usage: fernery_status(FERNERY_USAGE)
  case .invalidData: fernery_status(FERNERY_INVALID_DATA)
  case .notFound: fernery_status(FERNERY_NOT_FOUND)
  case .unavailable: fernery_status(FERNERY_UNAVAILABLE)
  case .cannotCreate: fernery_status(FERNERY_CANNOT_CREATE)
  case .inputOutput: fernery_status(FERNERY_INPUT_OUTPUT)
  case .temporary: fernery_status(FERNERY_TEMPORARY)
  case .permission: fernery_status(FERNERY_PERMISSION)
  case .configuration: fernery_status(FERNERY_CONFIGURATION)
  case .internal: fernery_status(FERNERY_INTERNAL)
  }
}
