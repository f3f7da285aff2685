public import FractalCore
internal import SystemIO

/// What can keep a search from its catalog.
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
  /// A journal cannot be kept.
  case journal
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
    case .journal: .inputOutput
    }
  }
}

/// The error type of this module.
public typealias SearchError = ModuleError<SearchErrorCode>

extension ModuleError<SearchErrorCode> {
  /// The error for a failure of the operating system while a search is kept at `path`.
  init(_ failure: SystemFailure, keeping path: String, fileID: StaticString = #fileID, line: UInt = #line) {
    let reason =
      if failure.isNoSpace {
        "no space left: free some and run the same command again, which goes on"
      } else if failure.isPermission {
        "permission is missing"
      } else if failure.isMissing {
        "the folder that should hold it does not exist"
      } else if failure.isFolder {
        "a folder stands there; choose another path, or move it away"
      } else if failure.isTaken {
        "a link, no plain file, or another user's file stands there; choose another path, or remove it"
      } else {
        "the disk may be failing"
      }
    self.init(
      .journal, "cannot keep the search in \(path): \(reason)", cause: failure.cause, fileID: fileID, line: line)
  }

  /// The error for a failure of the operating system while a journal at `path` is read.
  init(_ failure: SystemFailure, reading path: String, fileID: StaticString = #fileID, line: UInt = #line) {
    let (code, message): (SearchErrorCode, String) =
      if failure.isMissing {
        (.notFound, "there is no file \(path)")
      } else if failure.isFolder {
        (.notAJournal, "\(path) is a folder: name the file that a search of an island wrote")
      } else if failure.isPermission {
        (.journal, "no permission to read \(path)")
      } else {
        (.journal, "cannot read \(path)")
      }
    self.init(code, message, cause: failure.cause, fileID: fileID, line: line)
  }
}
