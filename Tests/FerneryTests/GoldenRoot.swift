/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels or records have changed: raise `AssetSpec.currentRendererVersion`. Or a search finds
/// another catalog: raise the number in `SearchPlan.hash`. Only then put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 3 and search plan 3.
  static let root = "9a8c27f8474787a147a282ff14712a0abd1e2ad2f4b8309e681a0e7afadb9b2c"
}
