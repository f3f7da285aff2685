public import FractalCore

/// The kinds of error when mixing.
public enum IPMixErrorCode: String, ErrorCode {
  /// A recipe asks for something outside of the documented ranges.
  case invalidRecipe
  /// A plan contradicts itself: it was not sampled here, or was changed.
  case invalidPlan
  /// A picture has another shape than the plan, or one that cannot be mixed.
  case wrongShape
  /// The plan needs a mixing picture and none was given, or the set holds none.
  case missingMixingPicture

  public var category: ErrorCategory {
    switch self {
    case .invalidRecipe: .configuration
    case .invalidPlan: .invalidData
    case .wrongShape, .missingMixingPicture: .usage
    }
  }
}

/// The one error type of IPMix.
public typealias IPMixError = ModuleError<IPMixErrorCode>
