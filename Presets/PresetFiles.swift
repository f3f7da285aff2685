public enum PresetFiles {}
