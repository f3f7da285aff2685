public import FractalCore

/// What can be wrong with a preset.
public enum PresetErrorCode: ErrorCode {
  /// No preset of this name is built in, and no file has this path.
  case unknownPreset
  /// There is no file at this path, or it cannot be read.
  case unreadable
  /// Reading the file failed.
  case failed
  /// Permissions forbid reading the file.
  case forbidden
  /// The text is no YAML.
  case syntax
  /// The text has what no preset needs: aliases, anchors or tags, or too much of anything.
  case excessive
  /// A key that the preset's kind does not have, a value of the wrong type or out of its range.
  case content

  public var category: ErrorCategory {
    switch self {
    case .unknownPreset: .usage
    case .unreadable: .notFound
    case .failed: .inputOutput
    case .forbidden: .permission
    case .excessive: .invalidData
    case .syntax, .content: .configuration
    }
  }
}

/// The error type of this module.
public typealias PresetError = ModuleError<PresetErrorCode>
