/// The root of a fixed tiny set, on every machine, with any number of threads and every instruction set.
///
/// Where it changes on purpose, pixels, records or the order of the catalog have changed: raise
/// `AssetSpec.currentRendererVersion`, and only then put the new root here.
enum GoldenRoot {
  /// What is generated.
  static let arguments = ["generate", "demo", "--count", "12", "--size", "32", "--pool", "200"]
  /// What comes out, by renderer version 3.
  static let root = "2567858552cf5968ea84bf667c7b1245aabac4d9c0af0fa07f0c220fb6f4e906"
}
