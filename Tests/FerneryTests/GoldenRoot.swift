/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels or records have changed: raise `AssetSpec.currentRendererVersion`. Or a search finds
/// another catalog: raise the number in `SearchPlan.hash`. Only then put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 2 and search plan 3.
  static let root = "25b408fc8663e593cad9376a5a4bc99d11c1de8d5694163de38f2323ca8b091b"
}
