/// What a preset describes: the `kind` key of its file and the folder that it stands in.
public enum PresetKind: String, Sendable, CaseIterable {
  /// A set to generate (Presets/generation).
  case generation
  /// A way of mixing (Presets/mixing).
  case mixing
  /// A named classic (Presets/systems).
  case system
}
