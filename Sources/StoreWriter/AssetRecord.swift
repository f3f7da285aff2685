internal import CanonicalData
public import FractalCore
internal import StoreReader

/// The facts about an asset that a store keeps beside its pixels.
public struct AssetFacts: Sendable, Hashable {
  /// SHA-256 of the asset's specification in its canonical form.
  public var specificationHash: SHA256Digest
  /// The family that the fractal belongs to, such as `affine`; 1 to 200 bytes.
  public var family: String
  /// The system that the asset varies: assets of one category share it.
  public var category: String
  /// The number of the variation within its category.
  public var instance: Int
  /// Measured properties, finite numbers by name; names have 1 to 200 bytes.
  public var descriptors: [String: Double]
  /// The licence as an SPDX expression, such as `CC0-1.0`.
  public var licence: String
  /// The file that an imported asset was made from; nil for what was generated.
  public var source: AssetSource?

  /// Facts as given; ``PreparedAsset`` checks them.
  public init(
    specificationHash: SHA256Digest, family: String, category: String, instance: Int = 0,
    descriptors: [String: Double] = [:], licence: String, source: AssetSource? = nil
  ) {
    self.specificationHash = specificationHash
    self.family = family
    self.category = category
    self.instance = instance
    self.descriptors = descriptors
    self.licence = licence
    self.source = source
  }
}

/// The origin of an imported asset.
public struct AssetSource: Sendable, Hashable {
  /// SHA-256 of the file.
  public var fileHash: SHA256Digest
  /// The file's name relative to the folder that was imported.
  public var name: String
  /// The version of the rules by which a file becomes pixels.
  public var rule: Int

  /// A source by its parts.
  public init(fileHash: SHA256Digest, name: String, rule: Int) {
    (self.fileHash, self.name, self.rule) = (fileHash, name, rule)
  }
}

/// A record: an asset's hash and the facts about it, with one canonical JSON form (RFC 8785).
public struct AssetRecord: Sendable, Hashable {
  /// SHA-256 over height, width, channels and pixels.
  public var assetHash: SHA256Digest
  /// Everything else.
  public var facts: AssetFacts

  /// A record of both.
  public init(assetHash: SHA256Digest, facts: AssetFacts) {
    self.assetHash = assetHash
    self.facts = facts
  }

  /// The canonical JSON.
  ///
  /// - Throws: ``StoreWriterError`` when a fact is out of its range.
  public var json: [UInt8] {
    get throws(StoreWriterError) {
      try facts.check()
      var members: [String: JSONValue] = [
        "sha256": .string(assetHash.hex),
        "spec": .string(facts.specificationHash.hex),
        "family": .string(facts.family),
        "category": .string(facts.category),
        "instance": .number(Double(facts.instance)),
        "descriptors": .object(facts.descriptors.mapValues { .number($0) }),
        "licence": .string(facts.licence),
      ]
      if let source = facts.source {
        members["source"] = .object([
          "sha256": .string(source.fileHash.hex), "name": .string(source.name), "rule": .number(Double(source.rule)),
        ])
      }
      do throws(CanonicalJSON.NotFinite) {
        return try CanonicalJSON.encode(.object(members))
      } catch {
        throw StoreWriterError(.invalidAsset, "a descriptor is not a finite number")
      }
    }
  }

  /// Reads a record's JSON; members that this version does not know are passed over.
  public init(json: [UInt8]) throws(StoreWriterError) {
    guard let value = try? JSONParser.parse(json),
      let sha256 = value["sha256"]?.text.flatMap({ SHA256Digest(hex: $0) }),
      let specification = value["spec"]?.text.flatMap({ SHA256Digest(hex: $0) }), let family = value["family"]?.text,
      let category = value["category"]?.text, let instance = value["instance"]?.whole,
      let licence = value["licence"]?.text, case .object(let members)? = value["descriptors"]
    else {
      throw StoreWriterError(.damaged, "a record is not what a record should be: run `fernery store verify`")
    }
    var descriptors: [String: Double] = [:]
    for (name, member) in members {
      guard case .number(let number) = member else {
        throw StoreWriterError(.damaged, "a record's descriptor '\(name)' is no number: run `fernery store verify`")
      }
      descriptors[name] = number
    }
    self.init(
      assetHash: sha256,
      facts: AssetFacts(
        specificationHash: specification, family: family, category: category, instance: instance,
        descriptors: descriptors, licence: licence, source: try value["source"].map(AssetSource.init)))
  }
}

extension AssetSource {
  fileprivate init(_ value: JSONValue) throws(StoreWriterError) {
    guard let hash = value["sha256"]?.text.flatMap({ SHA256Digest(hex: $0) }), let name = value["name"]?.text,
      let rule = value["rule"]?.whole
    else {
      throw StoreWriterError(.damaged, "a record's source is not what it should be: run `fernery store verify`")
    }
    self.init(fileHash: hash, name: name, rule: rule)
  }
}

extension AssetFacts {
  func check() throws(StoreWriterError) {
    for (what, text) in [("family", family), ("category", category), ("licence", licence)]
      + descriptors.keys.map({ ("descriptor's name", $0) })
    {
      guard AttributeKey.isValid(text) else {
        throw StoreWriterError(
          .invalidAsset, "the \(what) '\(text)' must have 1 to \(AttributeKey.longestText) bytes and no zero byte")
      }
    }
    for (name, number) in descriptors where !number.isFinite {
      throw StoreWriterError(.invalidAsset, "the descriptor '\(name)' is \(number) and must be a finite number")
    }
    if let source {
      guard !source.name.isEmpty, abs(source.rule) < 1 << 53 else {
        throw StoreWriterError(.invalidAsset, "the source of an import must have a name and a rule within 2^53")
      }
    }
    guard abs(instance) < 1 << 53 else {
      throw StoreWriterError(.invalidAsset, "the instance \(instance) must lie within 2^53")
    }
  }

  /// The keys under which queries find the asset: its family and every descriptor.
  func attributeKeys(id: Int) -> [[UInt8]] {
    let id = UInt64(id)
    return [AttributeKey.bytes("family", .text(family), id: id)]
      + descriptors.map { AttributeKey.bytes($0.key, .number($0.value), id: id) }
  }
}
