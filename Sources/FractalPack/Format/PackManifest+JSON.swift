internal import ContentHashing
public import FractalCore
internal import StoreWriter

/// The manifest as canonical JSON (RFC 8785); `digest` is SHA-256 of that JSON without the member `digest`.
extension PackManifest {
  private static let format = "fernery pack"

  /// The bytes of `manifest.json`.
  public var json: [UInt8] {
    var members = self.members
    members["digest"] = .string(Digest32(sha256Of: Self.encode(members)).hex)
    return Self.encode(members)
  }

  /// Reads `manifest.json`, and checks that it is whole, of a version that is known, and without contradiction.
  ///
  /// Members that this version does not know are passed over; the digest covers them.
  ///
  /// - Throws: ``PackError`` with the code ``PackErrorCode/notAPack``, ``PackErrorCode/damaged``,
  ///   ``PackErrorCode/newerVersion`` or ``PackErrorCode/malformed``.
  public init(json: [UInt8]) throws(PackError) {
    let damaged = PackError(
      .damaged, "the manifest is damaged: it does not have the digest that it names; fetch the pack again")
    guard json.count <= PackLimits.manifest else {
      throw PackError(.malformed, "the manifest has more than \(PackLimits.manifest) bytes, which none needs")
    }
    guard let value = try? JSONParser.parse(json), case .object(var members) = value else {
      throw PackError(.damaged, "the manifest is no JSON: the pack is damaged or none; fetch it again")
    }
    guard value["format"]?.text == Self.format else {
      throw PackError(.notAPack, "the manifest is not one of a Fernery pack")
    }
    guard let version = value["schema"]?.text, let major = version.split(separator: ".").first.flatMap({ Int($0) })
    else { throw damaged }
    let digest = members.removeValue(forKey: "digest")?.text
    guard digest == Digest32(sha256Of: Self.encode(members)).hex, json == Self.encode(value) else { throw damaged }
    guard major == Self.schema.major else {
      throw PackError(
        .newerVersion,
        "the pack is of version \(PackText.isPlain(version, limit: 20) ? version : "?") and this program reads version "
          + "\(Self.schema.major): " + (major > Self.schema.major ? "update fernery" : "use an older fernery"))
    }
    do throws(Contradiction) {
      try self.init(members: value, schema: version)
    } catch {
      throw PackError(.malformed, "the manifest is not what a manifest must be (\(error.what)): do not use this pack")
    }
  }

  /// What a manifest has that none may have.
  private struct Contradiction: Error { var what: String }

  private init(members value: JSONValue, schema: String) throws(Contradiction) {
    func text(_ name: String, limit: Int = PackLimits.line) throws(Contradiction) -> String {
      guard let text = value[name]?.text, PackText.isPlain(text, limit: limit) else { throw Contradiction(what: name) }
      return text
    }
    self.schema = schema
    guard let kind = Kind(rawValue: try text("kind")) else { throw Contradiction(what: "kind") }
    self.kind = kind
    guard let version = PackVersion(try text("version")) else { throw Contradiction(what: "version") }
    description = PackDescription(
      name: try text("name"), text: try text("description", limit: PackLimits.text), creator: try text("creator"),
      version: version, date: try text("date"), licence: try text("licence"),
      provenance: try text("provenance", limit: PackLimits.text))
    guard (try? description.check()) != nil else { throw Contradiction(what: "name, date or licence") }
    generator = try text("generator")
    if value["key"] != nil {
      guard let key = MinisignPublicKey(base64: try text("key")) else { throw Contradiction(what: "key") }
      self.key = key
    }
    guard let origin = value["store"].flatMap({ Origin(json: $0) }) else { throw Contradiction(what: "store") }
    self.origin = origin
    guard let root = value["root"]?.text.flatMap({ Digest32(hex: $0) }) else { throw Contradiction(what: "root") }
    self.root = root
    files = []
    shards = []
    for entry in value["files"]?.elements ?? [] {
      guard let file = File(json: entry) else { throw Contradiction(what: "files") }
      if entry["first"] == nil {
        guard shards.isEmpty else { throw Contradiction(what: "the order of files") }
        files.append(file)
      } else {
        guard let first = entry["first"]?.whole, let count = entry["count"]?.whole, first >= 0, count > 0,
          count <= PackLimits.assets
        else { throw Contradiction(what: "files") }
        shards.append(Shard(file: file, ids: first..<first + count))
      }
    }
    if let entry = value["recipe"] {
      guard let recipe = Recipe(json: entry) else { throw Contradiction(what: "recipe") }
      self.recipe = recipe
    }
    if value["catalogSize"] != nil {
      guard let size = value["catalogSize"]?.whole else { throw Contradiction(what: "catalogSize") }
      catalogSize = size
    }
    try checkFiles()
  }

  /// Checks that the files are those of the kind, in order, and that the shards hold all ids.
  private func checkFiles() throws(Contradiction) {
    let names: [String] =
      switch kind {
      case .assets: [PackFiles.catalog, PackFiles.croissant]
      case .catalog: [PackFiles.packedCatalog]
      case .plan: [PackFiles.preset]
      }
    let limits = [
      PackFiles.catalog: PackLimits.catalog, PackFiles.croissant: PackLimits.croissant,
      PackFiles.packedCatalog: PackLimits.catalog, PackFiles.preset: PackLimits.preset,
    ]
    guard files.map(\.name) == names else { throw Contradiction(what: "the names of files") }
    for file in files where !(1...(limits[file.name] ?? 0)).contains(file.size) {
      throw Contradiction(what: "the size of \(file.name)")
    }
    var next = origin.ids.lowerBound
    for (number, shard) in shards.enumerated() {
      guard shard.file.name == PackFiles.shard(number), shard.ids.lowerBound == next else {
        throw Contradiction(what: "the order of shards")
      }
      // Of every asset two headers, two blocks of data; and the end.
      guard shard.ids.count * 2048 + 1024 <= shard.file.size, shard.file.size <= PackLimits.shard else {
        throw Contradiction(what: "the size of \(shard.file.name)")
      }
      next = shard.ids.upperBound
    }
    guard kind == .assets ? next == origin.ids.upperBound : shards.isEmpty else { throw Contradiction(what: "shards") }
    guard (recipe != nil) == (kind == .plan), (catalogSize != nil) == (kind == .catalog) else {
      throw Contradiction(what: "recipe")
    }
    if kind == .plan && origin.ids.lowerBound != 0 { throw Contradiction(what: "recipe") }
    if let catalogSize, !(1...PackLimits.catalog).contains(catalogSize) { throw Contradiction(what: "catalogSize") }
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

  private static func encode(_ members: [String: JSONValue]) -> [UInt8] { encode(.object(members)) }

  private static func encode(_ value: JSONValue) -> [UInt8] {
    // What was parsed or made here holds no infinity: a failure cannot arise, and no bytes would match no digest.
    (try? CanonicalJSON.encode(value)) ?? []
  }
}

extension PackManifest.File {
  fileprivate init?(json: JSONValue) {
    guard let name = json["name"]?.text, let size = json["size"]?.whole, size > 0,
      let digest = json["sha256"]?.text.flatMap({ Digest32(hex: $0) })
    else { return nil }
    self.init(name: name, size: size, sha256: digest)
  }

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

extension PackManifest.Recipe {
  fileprivate init?(json: JSONValue) {
    guard let size = json["size"]?.elements?.compactMap(\.whole), size.count == 2,
      size.allSatisfy({ PixelShape.assetSides.contains($0) }), let seed = json["seed"]?.text.flatMap({ UInt64($0) }),
      let pool = json["pool"]?.whole, pool > 0
    else { return nil }
    self.init(size: size, seed: seed, pool: pool)
  }

  /// The seed as decimal digits, because JSON's numbers are exact to 2^53 alone.
  fileprivate var json: JSONValue {
    .object([
      "size": .array(size.map { .number(Double($0)) }), "seed": .string("\(seed)"), "pool": .number(Double(pool)),
    ])
  }
}

extension PackManifest.Origin {
  fileprivate init?(json: JSONValue) {
    guard let generator = json["generator"]?.text, PackText.isPlain(generator, limit: PackLimits.line),
      let renderer = json["renderer"]?.whole.flatMap({ UInt32(exactly: $0) }),
      let plan = json["plan"]?.text.flatMap({ Digest32(hex: $0) }),
      let catalog = json["catalog"]?.text.flatMap({ Digest32(hex: $0) }),
      let catalogCount = json["catalogCount"]?.whole, (1...PackLimits.assets).contains(catalogCount),
      let seed = json["seed"]?.text.flatMap({ UInt64($0) }),
      let sides = json["shape"]?.elements?.compactMap(\.whole), sides.count == 3,
      let range = json["range"]?.elements?.compactMap(\.whole), range.count == 2, range[0] >= 0, range[1] >= 1,
      range[0] <= PackLimits.assets, range[1] <= PackLimits.assets, range[0] + range[1] <= catalogCount
    else { return nil }
    let shape = PixelShape(height: sides[0], width: sides[1], channels: sides[2])
    guard shape.isValidAsset else { return nil }
    self.init(
      generator: generator, renderer: renderer, plan: plan, catalog: catalog, catalogCount: catalogCount, seed: seed,
      shape: shape, ids: range[0]..<range[0] + range[1])
  }

  fileprivate var json: JSONValue {
    .object([
      "generator": .string(generator), "renderer": .number(Double(renderer)), "plan": .string(plan.hex),
      "catalog": .string(catalog.hex), "catalogCount": .number(Double(catalogCount)), "seed": .string("\(seed)"),
      "shape": .array([shape.height, shape.width, shape.channels].map { .number(Double($0)) }),
      "range": .array([ids.lowerBound, ids.count].map { .number(Double($0)) }),
    ])
  }
}
