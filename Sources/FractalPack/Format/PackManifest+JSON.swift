internal import CanonicalData
internal import ContentHashing
internal import FractalCore
internal import StoreWriter

/// The manifest as canonical JSON (RFC 8785); `digest` is SHA-256 of that JSON without the member `digest`.
extension PackManifest {
  static let format = "fernery pack"

  /// The bytes of `manifest.json`.
  public var json: [UInt8] {
    var members = self.members
    members["digest"] = .string(SHA256Digest(sha256Of: Self.encode(members)).hex)
    return Self.encode(members)
  }

  private var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "format": .string(Self.format), "schema": .string(schema), "kind": .string(kind.rawValue),
      "name": .string(description.name), "description": .string(description.text),
      "creator": .string(description.creator), "version": .string(description.version.description),
      "date": .string(description.date), "licence": .string(description.licence),
      "provenance": .string(description.provenance), "generator": .string(generator), "store": origin.json,
      "root": .string(root.hex), "files": .array(files.map { .object($0.members) } + shards.map(\.json)),
    ]
    if let key { members["key"] = .string(key.base64) }
    if let recipe { members["recipe"] = recipe.json }
    if let catalogSize { members["catalogSize"] = .number(Double(catalogSize)) }
    return members
  }

  static func encode(_ members: [String: JSONValue]) -> [UInt8] { encode(.object(members)) }

  static func encode(_ value: JSONValue) -> [UInt8] {
    // Parsed values hold no infinity: this cannot fail, and empty bytes would match no digest.
    (try? CanonicalJSON.encode(value)) ?? []
  }
}

extension PackManifest.File {
  fileprivate var members: [String: JSONValue] {
    ["name": .string(name), "size": .number(Double(size)), "sha256": .string(sha256.hex)]
  }
}

extension PackManifest.Shard {
  fileprivate var json: JSONValue {
    var members = file.members
    members["first"] = .number(Double(ids.lowerBound))
    members["count"] = .number(Double(ids.count))
    return .object(members)
  }
}

extension PackManifest.PlanSettings {
  /// The seed as decimal digits, because JSON's numbers are exact to 2^53 alone.
  fileprivate var json: JSONValue {
    .object([
      "size": .array(size.map { .number(Double($0)) }), "seed": .string("\(seed)"), "pool": .number(Double(pool)),
    ])
  }
}

extension PackManifest.Origin {
  fileprivate var json: JSONValue {
    .object([
      "generator": .string(generator), "renderer": .number(Double(renderer)), "plan": .string(plan.hex),
      "catalog": .string(catalog.hex), "catalogCount": .number(Double(catalogCount)), "seed": .string("\(seed)"),
      "shape": .array([shape.height, shape.width, shape.channels].map { .number(Double($0)) }),
      "range": .array([ids.lowerBound, ids.count].map { .number(Double($0)) }),
    ])
  }
}
