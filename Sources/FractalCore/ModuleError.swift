/// The kinds of failure that a caller may treat differently, shared by all modules.
///
/// The command line maps each to one `sysexits.h` code.
public enum ErrorCategory: String, Sendable, CaseIterable {
  /// The request itself is wrong: an argument out of range, an unknown name.
  case usage
  /// Data that was read is not what it claims to be.
  case invalidData
  /// Something that should be read does not exist.
  case notFound
  /// The request is not available in this version or on this machine.
  case unavailable
  /// An output cannot be created.
  case cannotCreate
  /// Reading or writing failed, also for want of space.
  case inputOutput
  /// Another process holds what is needed: try again later.
  case temporary
  /// Permissions forbid it.
  case permission
  /// A preset or recipe is wrong.
  case configuration
  /// The program contradicts itself: a defect of Fernery.
  case `internal`
}

/// An error code of one module.
public protocol ErrorCode: Sendable, Hashable {
  /// The category of the failure.
  var category: ErrorCategory { get }
}

/// The common interface of all modules' errors.
public protocol DescribedError: Error, CustomStringConvertible {
  /// The category of the failure.
  var category: ErrorCategory { get }
  /// One line: what is wrong and what to do about it.
  var message: String { get }
}

/// The one error type of a module: a code to branch on, a line to show, what lay beneath and where it arose.
///
/// A module defines its `Code` and an alias, as in `public typealias StoreError = ModuleError<StoreErrorCode>`.
public struct ModuleError<Code: ErrorCode>: DescribedError {
  /// The code for programs to branch on.
  public let code: Code
  /// One line: what is wrong and what to do about it.
  public let message: String
  /// The error beneath this one, such as LMDB's own code or `errno`.
  public let cause: UnderlyingCause?
  /// The place in the code that made the error, for bug reports.
  public let location: String

  /// Makes an error located at the caller.
  public init(
    _ code: Code, _ message: String, cause: UnderlyingCause? = nil,
    fileID: StaticString = #fileID, line: UInt = #line
  ) {
    self.code = code
    self.message = message
    self.cause = cause
    self.location = "\(fileID):\(line)"
  }

  public var category: ErrorCategory { code.category }

  public var description: String {
    guard let cause else { return message }
    return "\(message) (\(cause))"
  }
}

/// The code that a C library or the operating system gave.
public struct UnderlyingCause: Sendable, Hashable, CustomStringConvertible {
  /// Who gave it, such as `LMDB` or `errno`.
  public let domain: String
  /// The raw code.
  public let code: Int32
  /// The giver's own text for the code.
  public let text: String

  /// Keeps a foreign code with its text.
  public init(domain: String, code: Int32, text: String) {
    self.domain = domain
    self.code = code
    self.text = text
  }

  public var description: String { "\(domain) \(code): \(text)" }
}
