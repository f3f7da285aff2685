public import FractalCore

/// The kinds of error in a system or in a law of systems.
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
