public import FractalCore

/// What can keep a search from its catalog.
public enum SearchErrorCode: ErrorCode {
  /// A value of the plan is out of range.
  case invalidPlan
  /// The pool holds fewer valid proposals than should be selected.
  case poolTooSmall
  /// The search was asked to stop.
  case cancelled

  public var category: ErrorCategory {
    switch self {
    case .invalidPlan: .configuration
    case .poolTooSmall: .usage
    case .cancelled: .temporary
    }
  }
}

/// The error type of this module.
public typealias SearchError = ModuleError<SearchErrorCode>
