/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels, records or the order of the catalog have changed: raise
/// `AssetSpec.currentRendererVersion`, and only then put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 1.
  static let root = "52b8190a0e2c426bfa21da1ba668601087cf9c07b27ef5d1f60c1ce8494ee61a"
}
