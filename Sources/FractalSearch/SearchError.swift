public import FractalCore
internal import SystemIO

/// The kinds of error in a search.
public enum SearchErrorCode: ErrorCode {
  /// A value of the plan is out of range.
  case invalidPlan
  /// The pool holds fewer valid proposals than should be selected.
  case poolTooSmall
  /// The search was asked to stop.
  case cancelled
  /// There is no such file.
  case notFound
  /// A file is no journal of a search.
  case notAJournal
  /// A journal is of another plan.
  case otherPlan
  /// A journal cannot be made where it should be.
  case cannotCreate
  /// Permissions forbid reading or writing a journal.
  case permissionDenied
  /// The disk is full.
  case noSpace
  /// Reading or writing a journal failed.
  case inputOutput
  /// Another search keeps the journal.
  case inUse
  /// The journals of a merge lack an island.
  case islandMissing

  public var category: ErrorCategory {
    switch self {
    case .invalidPlan: .configuration
    case .poolTooSmall, .islandMissing: .usage
    case .cancelled, .inUse: .temporary
    case .notFound: .notFound
    case .notAJournal: .invalidData
    case .otherPlan: .unavailable
    case .cannotCreate: .cannotCreate
    case .permissionDenied: .permission
    case .noSpace, .inputOutput: .inputOutput
    }
  }
}

extension SearchErrorCode: ReadingErrorCode, WritingErrorCode {}

/// The error type of this module.
public typealias SearchError = ModuleError<SearchErrorCode>
