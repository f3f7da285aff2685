public import FractalCore

/// The kinds of error with a PNG.
public enum PNGErrorCode: String, ErrorCode, CaseIterable {
  /// The bytes are something else; the message says what.
  case notPNG
  /// The bytes end before the picture does.
  case truncated
  /// The bytes contradict themselves: a wrong checksum, an impossible header.
  case corrupt
  /// The picture or the file is larger than the limits.
  case tooLarge
  /// No PNG can hold a picture of this shape.
  case shape
  /// There is no such file.
  case notFound
  /// The permissions forbid reading or writing it.
  case permissionDenied
  /// The file cannot be created where it should be.
  case cannotCreate
  /// The disk is full.
  case noSpace
  /// Reading or writing failed.
  case inputOutput
  /// There is not enough memory.
  case noMemory
  /// Fernery or libpng contradicts itself.
  case `internal`

  public var category: ErrorCategory {
    switch self {
    case .notPNG, .truncated, .corrupt, .tooLarge: .invalidData
    case .shape: .usage
    case .notFound: .notFound
    case .permissionDenied: .permission
    case .cannotCreate: .cannotCreate
    case .noSpace, .inputOutput: .inputOutput
    case .noMemory: .unavailable
    case .internal: .internal
    }
  }
}

extension PNGErrorCode: ReadingErrorCode, WritingErrorCode {}

/// The error of everything that reads and writes PNG.
public typealias PNGError = ModuleError<PNGErrorCode>
