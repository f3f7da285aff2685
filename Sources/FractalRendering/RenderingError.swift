public import FractalCore

/// The kinds of error in a specification to render.
public enum RenderingErrorCode: ErrorCode {
  /// A value of the specification is out of range.
  case invalidSpecification
  /// Bytes that are no canonical specification.
  case invalidBytes
  /// The specification asks for a renderer of another version.
  case foreignRenderer

  public var category: ErrorCategory {
    switch self {
    case .invalidSpecification: .configuration
    case .invalidBytes: .invalidData
    case .foreignRenderer: .unavailable
    }
  }
}

/// The error type of this module.
public typealias RenderingError = ModuleError<RenderingErrorCode>
