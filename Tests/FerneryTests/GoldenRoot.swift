/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels, records or the order of the catalog have changed: raise
/// `AssetSpec.currentRendererVersion`, and only then put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 2.
  static let root = "d3a5c144f3cf06d40e8cd79d752fcfcbd62b3b91339986c6e82eb6db750ee3c7"
}
