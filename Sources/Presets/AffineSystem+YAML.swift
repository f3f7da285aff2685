internal import FractalCore
internal import IFS

extension AffineSystem {
  /// Reads the key `maps`: coefficients a to f of each map, and its weight, which all maps have or none.
  init(yaml: YAMLMapping) throws {
    var maps: [AffineMap] = []
    var weights: [Float] = []
    for entry in try yaml.mappings("maps") {
      func number(_ key: String) throws(PresetError) -> Float { Float(try entry.double(key, in: -1e6...1e6)) }
      maps.append(
        AffineMap(
          a: try number("a"), b: try number("b"), c: try number("c"), d: try number("d"), e: try number("e"),
          f: try number("f")))
      if entry.has("weight") { weights.append(Float(try entry.double("weight", in: 0...1e6))) }
      try entry.finish()
    }
    if weights.isEmpty {
      try self.init(maps: maps)
    } else {
      try self.init(maps: maps, weights: weights)
    }
  }
}
