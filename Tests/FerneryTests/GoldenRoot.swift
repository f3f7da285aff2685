/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels or records have changed: raise `AssetSpec.currentRendererVersion`. Or a search finds
/// another catalog, because of a change that `SearchFingerprint` does not see: raise the number in `SearchPlan.hash`. Only then
/// put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 4 and search plan 4.
  static let root = "062ac712103b08f76f76ac460b2007e894d75b47cfc5b23ede47b0910d3da622"
}
