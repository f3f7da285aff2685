public import FractalCore
internal import StoreReader
internal import SystemIO

/// The kinds of error when a store is written.
public enum StoreWriterErrorCode: ErrorCode {
  /// Something stands where the store should be made.
  case alreadyExists
  /// The store's folder cannot be made.
  case cannotCreate
  /// The plan or its catalog cannot be what a store is made from.
  case invalidPlan
  /// The store was made from another plan, or by another version of the renderer.
  case otherPlan
  /// Another process is writing the store.
  case writerActive
  /// The appended asset does not fit the store.
  case invalidAsset
  /// The store cannot be sealed yet.
  case incomplete
  /// The store changed or contradicts itself.
  case damaged
  /// The disk is full.
  case noSpace
  /// Permissions forbid writing.
  case permissionDenied
  /// A lock file is another user's, a link or no plain file, and so not ours to write.
  case foreignLock
  /// Reading or writing failed.
  case inputOutput
  /// The session has ended.
  case closed
  /// Stores that should become one are not of one catalog, range or shape.
  case doNotFit
  /// A file that should be a catalog is none.
  case notACatalog
  /// A file has a form that only a later version reads.
  case newerVersion
  /// A file or folder that should be read does not exist, or holds nothing to import.
  case notFound
  /// A file that is imported changed meanwhile.
  case sourceChanged

  public var category: ErrorCategory {
    switch self {
    case .alreadyExists, .cannotCreate, .otherPlan: .cannotCreate
    case .writerActive, .sourceChanged: .temporary
    case .invalidPlan, .invalidAsset, .incomplete, .closed: .usage
    case .damaged, .doNotFit, .notACatalog: .invalidData
    case .newerVersion: .unavailable
    case .notFound: .notFound
    case .noSpace, .inputOutput: .inputOutput
    case .permissionDenied, .foreignLock: .permission
    }
  }
}

extension StoreWriterErrorCode: ReadingErrorCode, WritingErrorCode {}

/// The error of StoreWriter; what is wrong with a store that is read on the way comes as StoreReader's.
public typealias StoreWriterError = ModuleError<StoreWriterErrorCode>

extension ModuleError<StoreWriterErrorCode> {
  /// The error for a failure of LMDB while writing the store at `path`.
  init(_ failure: LMDBFailure, writing path: String, fileID: StaticString = #fileID, line: UInt = #line) {
    if let code = failure.systemCode {
      self.init(SystemFailure(code: code), writing: path, fileID: fileID, line: line)
    } else {
      self.init(
        .damaged, "LMDB cannot write the store \(path): run `fernery store verify` on it", cause: failure.cause,
        fileID: fileID, line: line)
    }
  }

  /// The error for a hidden folder that cannot be made, or is not ours, in which `path` should be made.
  init(
    _ failure: SystemFailure, staging folder: String, of path: String, fileID: StaticString = #fileID,
    line: UInt = #line
  ) {
    guard failure.isTaken else {
      self.init(failure, writing: path, fileID: fileID, line: line)
      return
    }
    self.init(
      .cannotCreate, "\(folder) belongs to another user, or is no folder: remove it", cause: failure.cause,
      fileID: fileID, line: line)
  }
}
