public import FractalCore

/// The kinds of error in a preset.
public enum PresetErrorCode: ErrorCode {
  /// No preset of this name is built in, and no file has this path.
  case unknownPreset
  /// There is no file at this path.
  case notFound
  /// Reading the file failed.
  case inputOutput
  /// Permissions forbid reading the file.
  case permissionDenied
  /// The text is no YAML.
  case syntax
  /// The text has what no preset needs: aliases, anchors or tags, or too much of anything.
  case excessive
  /// A key that the preset's kind does not have, a value of the wrong type or out of its range.
  case content

  public var category: ErrorCategory {
    switch self {
    case .unknownPreset: .usage
    case .notFound: .notFound
    case .inputOutput: .inputOutput
    case .permissionDenied: .permission
    case .excessive: .invalidData
    case .syntax, .content: .configuration
    }
  }
}

extension PresetErrorCode: ReadingErrorCode {}

/// The error type of this module.
public typealias PresetError = ModuleError<PresetErrorCode>
