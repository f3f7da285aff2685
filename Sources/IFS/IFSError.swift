public import FractalCore

/// What can be wrong with a system or with the law that should draw one.
public enum IFSErrorCode: ErrorCode {
  /// Maps, coefficients or weights out of range.
  case invalidSystem
  /// A sampling law's parameter out of range.
  case invalidLaw
  /// Bytes that are no canonical genome.
  case invalidBytes

  public var category: ErrorCategory {
    switch self {
    case .invalidSystem, .invalidLaw: .configuration
    case .invalidBytes: .invalidData
    }
  }
}

/// The error type of this module.
public typealias IFSError = ModuleError<IFSErrorCode>
