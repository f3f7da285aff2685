internal import FractalCore
internal import IPMix

/// Everything below the C ABI that Swift makes at its first use, made at the library's first call: see ``IPMixPreparation``.
enum Preparation {
  /// Whether it is made; true from the first look on.
  static let isDone: Bool =
    InstructionSet.supported.contains(.best) && IPMixPreparation.prepare() > 0 && Handles.capacity > 0
    && versionText.pointee != 0
}
