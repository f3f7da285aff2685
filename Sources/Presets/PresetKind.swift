/// The kind of a preset: the `kind` key of its file and the name of its folder.
public enum PresetKind: String, Sendable, CaseIterable {
  /// A set to generate (Presets/generation).
  case generation
  /// A way of mixing (Presets/mixing).
  case mixing
  /// A named classic (Presets/systems).
  case system
}
