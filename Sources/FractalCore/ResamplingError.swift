/// The kinds of error when a picture is resized.
public enum ResamplingErrorCode: ErrorCode {
  /// A picture of another shape than prepared for, or a size that no picture has.
  case wrongShape

  public var category: ErrorCategory { .usage }
}

/// The error of ``Resampling``.
public typealias ResamplingError = ModuleError<ResamplingErrorCode>
