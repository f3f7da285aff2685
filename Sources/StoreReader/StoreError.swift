public import FractalCore

/// The kinds of error when a store is opened or read.
public enum StoreErrorCode: ErrorCode {
  /// Nothing stands at the path.
  case noSuchStore
  /// The path names something other than a store.
  case notAStore
  /// The store's schema has a newer major version than this program reads.
  case newerVersion
  /// The store says that it is unsealed, yet a seal lies beside it.
  case contradictorySeal
  /// The file is shorter than its content.
  case truncated
  /// Something in the store is not what it should be.
  case damaged
  /// No asset or specification has this id.
  case noSuchID
  /// The store is not finished, and what is asked needs all of it.
  case unfinished
  /// A store that grows was written faster than it could be read.
  case changing
  /// The store has no view of this size, or is not sealed and so can have none.
  case noSuchView
  /// The view was made from another store.
  case otherRoot
  /// No store can have a view of this size.
  case impossibleView
  /// A buffer does not have the size of what should be put into it.
  case wrongBuffer
  /// A query cannot be understood, or asks for attributes that the store does not have.
  case invalidQuery
  /// Permissions forbid reading.
  case permissionDenied
  /// Reading failed.
  case inputOutput

  public var category: ErrorCategory {
    switch self {
    case .noSuchStore, .noSuchID, .noSuchView: .notFound
    case .notAStore, .contradictorySeal, .truncated, .damaged, .otherRoot, .unfinished: .invalidData
    case .impossibleView, .wrongBuffer, .invalidQuery: .usage
    case .changing: .temporary
    case .newerVersion: .unavailable
    case .permissionDenied: .permission
    case .inputOutput: .inputOutput
    }
  }
}

extension StoreErrorCode: ReadingErrorCode {
  package static var notFound: Self { .noSuchStore }
}

/// The error of StoreReader.
public typealias StoreError = ModuleError<StoreErrorCode>

extension ModuleError<StoreErrorCode> {
  /// The error for damage in the store at `path`: what it is, and what to do about it.
  package init(damaged what: String, reading path: String, fileID: StaticString = #fileID, line: UInt = #line) {
    self.init(
      .damaged, "the store \(path) is damaged, \(what): run `fernery store verify` on it, then `fernery store repair`",
      fileID: fileID, line: line)
  }

  /// The error for a damaged page of the store at `path`.
  package init(_ damage: PageDamage, reading path: String, fileID: StaticString = #fileID, line: UInt = #line) {
    self.init(damaged: "in its page \(damage.page)", reading: path, fileID: fileID, line: line)
  }
}
