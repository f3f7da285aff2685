internal import CanonicalData
internal import ContentHashing
public import FractalCore
internal import FractalSearch
internal import StoreWriter

/// Reading a manifest that comes from a stranger.
extension PackManifest {
  private typealias Contradiction = ManifestFields.Contradiction

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
    guard let version = value["schema"]?.text, let digest = members.removeValue(forKey: "digest")?.text,
      digest == SHA256Digest(sha256Of: Self.encode(members)).hex, json == Self.encode(value)
    else { throw damaged }
    let parsed = Self.schema(version)
    if let parsed, parsed.major != Self.schema.major {
      throw PackError(
        .newerVersion,
        "the pack is of version \(version) and this program reads version \(Self.schema.major): "
          + (parsed.major > Self.schema.major ? "update fernery" : "use an older fernery"))
    }
    do throws(Contradiction) {
      guard parsed != nil else { throw Contradiction("schema") }
      try self.init(ManifestFields(value), schema: version)
    } catch {
      throw PackError(.malformed, "the manifest is not what a manifest must be (\(error.what)): do not use this pack")
    }
  }

  private init(_ fields: ManifestFields, schema: String) throws(Contradiction) {
    self.schema = schema
    guard let kind = Kind(rawValue: try fields.text("kind")) else { throw fields.wrong("kind") }
    self.kind = kind
    guard let version = PackVersion(try fields.text("version")) else { throw fields.wrong("version") }
    description = PackDescription(
      name: try fields.text("name"), text: try fields.text("description", limit: PackLimits.text),
      creator: try fields.text("creator"), version: version, date: try fields.text("date"),
      licence: try fields.text("licence"), provenance: try fields.text("provenance", limit: PackLimits.text))
    guard (try? description.check()) != nil else { throw Contradiction("name, date or licence") }
    generator = try fields.text("generator")
    if fields.has("key") {
      guard let key = MinisignPublicKey(base64: try fields.text("key")) else { throw fields.wrong("key") }
      self.key = key
    }
    origin = try Origin(fields.fields("store"))
    root = try fields.digest("root")
    files = []
    shards = []
    for entry in try fields.list("files") {
      let file = try File(entry)
      if entry.has("first") {
        let first = try entry.whole("first", in: 0...PackLimits.assets)
        let count = try entry.whole("count", in: 1...PackLimits.assets)
        shards.append(Shard(file: file, ids: first..<first + count))
      } else {
        guard shards.isEmpty else { throw Contradiction("the order of files") }
        files.append(file)
      }
    }
    if fields.has("recipe") { recipe = try PlanSettings(fields.fields("recipe"), origin.shape) }
    if fields.has("catalogSize") { catalogSize = try fields.whole("catalogSize", in: 1...PackLimits.catalog) }
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
    guard files.map(\.name) == names else { throw Contradiction("the names of files") }
    for file in files where !(1...(limits[file.name] ?? 0)).contains(file.size) {
      throw Contradiction("the size of \(file.name)")
    }
    var next = origin.ids.lowerBound
    for (number, shard) in shards.enumerated() {
      guard shard.file.name == PackFiles.shard(number), shard.ids.lowerBound == next else {
        throw Contradiction("the order of shards")
      }
      // Of every asset two headers, two blocks of data; and the end.
      guard shard.ids.count * 2048 + 1024 <= shard.file.size, shard.file.size <= PackLimits.shard else {
        throw Contradiction("the size of \(shard.file.name)")
      }
      next = shard.ids.upperBound
    }
    guard kind == .assets ? next == origin.ids.upperBound : shards.isEmpty else { throw Contradiction("shards") }
    guard (recipe != nil) == (kind == .plan) else { throw Contradiction("recipe") }
    guard (catalogSize != nil) == (kind == .catalog) else { throw Contradiction("catalogSize") }
    guard kind != .plan || origin.ids.lowerBound == 0 else { throw Contradiction("store.range") }
  }

  /// Reads a version of the form, `1.0`.
  private static func schema(_ text: String) -> (major: Int, minor: Int)? {
    let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { PackText.number($0) }
    guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    return (major, minor)
  }
}

extension PackManifest.File {
  fileprivate init(_ fields: ManifestFields) throws(ManifestFields.Contradiction) {
    self.init(
      name: try fields.text("name"), size: try fields.whole("size", in: 1...PackLimits.shard),
      sha256: try fields.digest("sha256"))
  }
}

extension PackManifest.PlanSettings {
  fileprivate init(_ fields: ManifestFields, _ shape: PixelShape) throws(ManifestFields.Contradiction) {
    self.init(
      size: try fields.wholes("size", count: 2), seed: try fields.digits("seed"),
      pool: try fields.whole("pool", in: SearchPlan.poolSizes))
    guard size == [shape.height, shape.width] else { throw fields.wrong("size") }
  }
}

extension PackManifest.Origin {
  fileprivate init(_ fields: ManifestFields) throws(ManifestFields.Contradiction) {
    let sides = try fields.wholes("shape", count: 3)
    let shape = PixelShape(height: sides[0], width: sides[1], channels: sides[2])
    guard shape.isValidAsset else { throw fields.wrong("shape") }
    let catalogCount = try fields.whole("catalogCount", in: 1...PackLimits.assets)
    let range = try fields.wholes("range", count: 2)
    guard range[0] >= 0, range[1] >= 1, range[0] <= catalogCount, range[1] <= catalogCount - range[0] else {
      throw fields.wrong("range")
    }
    self.init(
      generator: try fields.text("generator"), renderer: UInt32(try fields.whole("renderer", in: 0...Int(UInt32.max))),
      plan: try fields.digest("plan"), catalog: try fields.digest("catalog"), catalogCount: catalogCount,
      seed: try fields.digits("seed"), shape: shape, ids: range[0]..<range[0] + range[1])
  }
}
