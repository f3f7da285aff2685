/// The version of the program, the library and the Python package.
public enum FerneryVersion {
  /// Semantic: what `--version` prints and records of stores name.
  public static let text = "0.1.0"
}
