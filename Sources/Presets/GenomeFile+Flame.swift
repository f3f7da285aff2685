internal import IFS

// A flame's text and its reading, side by side: what one writes the other takes.

extension GenomeFile {
  /// A flame's members after its family.
  static func members(_ flame: FlameSystem) -> [(String, String)] {
    let maps = flame.maps.enumerated().map { index, map in
      var members = members(map) + [("weight", number(map.weight)), ("colour", number(map.colour))]
      if let xaos = flame.xaos { members.append(("xaos", list(xaos[index].map(number)))) }
      return object(members)
    }
    var result = [("maps", list(maps))]
    if let final = flame.finalMap { result.append(("final", object(members(final)))) }
    if flame.symmetry != .none {
      result.append(
        ("symmetry", object([("order", "\(flame.symmetry.order)"), ("mirrored", "\(flame.symmetry.isMirrored)")])))
    }
    return result
  }

  private static func members(_ map: FlameMap) -> [(String, String)] {
    let variations = map.variations.map { variation in
      var members = [("kind", quoted(variation.kind.name)), ("weight", number(variation.weight))]
      if !variation.parameters.isEmpty { members.append(("parameters", list(variation.parameters.map(number)))) }
      return object(members)
    }
    var members = [("pre", affine(map.pre)), ("variations", list(variations))]
    if let post = map.post { members.append(("post", affine(post))) }
    return members
  }

  private static func affine(_ map: AffineMap) -> String {
    object(zip(["a", "b", "c", "d", "e", "f"], map.coefficients).map { ($0, number($1)) })
  }

  private static func list(_ values: [String]) -> String { "[\(values.joined(separator: ","))]" }

  /// Reads a flame.
  static func flame(_ yaml: YAMLMapping) throws -> FlameSystem {
    var maps: [FlameMap] = []
    var rows: [[Float]] = []
    for entry in try yaml.mappings("maps") {
      var map = try flameMap(entry)
      map.weight = Float(try entry.double("weight", in: 0...1e6, default: 1))
      map.colour = Float(try entry.double("colour", in: 0...1, default: 0))
      if entry.has("xaos") { rows.append(try entry.doubles("xaos", in: 0...1e6).map { Float($0) }) }
      try entry.finish()
      maps.append(map)
    }
    let final = try yaml.mapping("final").map { entry in
      let map = try flameMap(entry)
      try entry.finish()
      return map
    }
    var symmetry = Symmetry.none
    if let entry = try yaml.mapping("symmetry") {
      symmetry = try Symmetry(
        order: try entry.int("order", in: Symmetry.orders), isMirrored: try entry.bool("mirrored", default: false))
      try entry.finish()
    }
    return try FlameSystem(maps: maps, finalMap: final, symmetry: symmetry, xaos: rows.isEmpty ? nil : rows)
  }

  private static func flameMap(_ yaml: YAMLMapping) throws -> FlameMap {
    var variations: [Variation] = []
    for entry in try yaml.mappings("variations") {
      variations.append(
        try Variation(
          Variation.Kind(name: try entry.string("kind")),
          weight: Float(try entry.double("weight", in: -1000...1000, default: 1)),
          parameters: entry.has("parameters") ? try entry.doubles("parameters", in: -1000...1000).map { Float($0) } : []
        ))
      try entry.finish()
    }
    return FlameMap(
      pre: try affine(try yaml.required("pre")), variations: variations,
      post: try yaml.mapping("post").map { try affine($0) })
  }

  private static func affine(_ yaml: YAMLMapping) throws -> AffineMap {
    func number(_ key: String) throws(PresetError) -> Float { Float(try yaml.double(key, in: -1e6...1e6)) }
    let map = AffineMap(
      a: try number("a"), b: try number("b"), c: try number("c"), d: try number("d"), e: try number("e"),
      f: try number("f"))
    try yaml.finish()
    return map
  }
}
