/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels or records have changed: raise `AssetSpec.currentRendererVersion`. Or a search finds
/// another catalog, because of a change that `JudgeFingerprint` does not see: raise the number in `SearchPlan.hash`. Only then
/// put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 4 and search plan 4.
  static let root = "b0502469ff53ecb2dda87c629b9f98c6dc3b97124b25a4f4ccc05ea98d9511c7"
}
