/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels or records have changed: raise `AssetSpec.currentRendererVersion`. Or a search finds
/// another catalog, because of a change that `JudgeFingerprint` does not see: raise the number in `SearchPlan.hash`. Only then
/// put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 4 and search plan 4.
  static let root = "90aa12f385447ecb7d31473fffb376bea1fa1d5357348d4e5736a65879b70e5f"
}
