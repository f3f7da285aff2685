/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels or records have changed: raise `AssetSpec.currentRendererVersion`. Or a search finds
/// another catalog: raise the number in `SearchPlan.hash`. Only then put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 3 and search plan 4.
  static let root = "762a836704941ccbc9a15d4588527ac0632cc3ca9569caa888530f1c5520cd1b"
}
