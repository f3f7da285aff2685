internal import CanonicalData
internal import FractalCore
internal import StoreWriter

/// The metadata that data set tools read: MLCommons Croissant 1.1 (https://docs.mlcommons.org/croissant/).
enum Croissant {
  /// The canonical JSON of `croissant.json`.
  ///
  /// - Parameters:
  ///   - description: what people say about the pack.
  ///   - shards: what is distributed.
  ///   - shape: the shape of the pictures.
  ///   - hasImports: whether some pictures were imported, of which less is known.
  static func json(
    _ description: PackDescription, shards: [PackManifest.Shard], shape: PixelShape, hasImports: Bool
  ) -> [UInt8] {
    var members: [String: JSONValue] = [
      "@context": context, "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.1",
      "name": .string(description.name), "description": .string(description.text),
      "license": .string(licence(description.licence)),
      "creator": ["@type": "sc:Organization", "name": .string(description.creator)],
      "datePublished": .string(description.date), "version": .string(semantic(description.version)),
      "url": .string("urn:fernery:pack:\(description.name)"), "citeAs": .string(citation(description)),
      "distribution": .array(shards.map { object($0.file) } + [pictures(shards), records(shards)]),
      "recordSet": recordSets(shape),
    ]
    members.merge(responsibility(description, hasImports: hasImports)) { old, _ in old }
    // Texts and whole numbers alone: encoding cannot fail.
    return (try? CanonicalJSON.encode(.object(members))) ?? []
  }

  private static func object(_ file: PackManifest.File) -> JSONValue {
    [
      "@type": "cr:FileObject", "@id": .string(file.name), "name": .string(file.name),
      "description": "A part of the pictures and their records.", "contentUrl": .string(file.name),
      "contentSize": .string("\(file.size) B"), "encodingFormat": "application/x-tar",
      "sha256": .string(file.sha256.hex),
    ]
  }

  private static func pictures(_ shards: [PackManifest.Shard]) -> JSONValue {
    [
      "@type": "cr:FileSet", "@id": "pictures", "name": "pictures", "description": "One PNG an asset.",
      "containedIn": containers(shards), "encodingFormat": "image/png", "includes": "*.png",
    ]
  }

  private static func records(_ shards: [PackManifest.Shard]) -> JSONValue {
    [
      "@type": "cr:FileSet", "@id": "records", "name": "records", "description": "One JSON record an asset.",
      "containedIn": containers(shards), "encodingFormat": "application/json", "includes": "*.json",
    ]
  }

  private static func containers(_ shards: [PackManifest.Shard]) -> JSONValue {
    .array(shards.map { ["@id": .string($0.file.name)] })
  }

  /// Two sets with one id, because mlcroissant 1.1.1 cannot join two sets of files from the same tars.
  private static func recordSets(_ shape: PixelShape) -> JSONValue {
    let colours = shape.channels == 3 ? "RGB" : "grey"
    let picture = "\(shape.height)x\(shape.width) pixels, \(colours), 8 bits a channel."
    return [
      recordSet(
        "assets", "The picture of every asset.", of: "pictures",
        field("assets/picture", picture, "sc:ImageObject", of: "pictures")),
      recordSet(
        "facts", "The record of every asset: hashes, family, descriptors, licence.", of: "records",
        field("facts/record", "The record, as JSON.", "sc:Text", of: "records")),
    ]
  }

  private static func recordSet(
    _ name: String, _ description: String, of files: String, _ content: JSONValue
  ) -> JSONValue {
    let id: JSONValue = [
      "@type": "cr:Field", "@id": .string("\(name)/id"), "name": .string("\(name)/id"),
      "description": "The asset's id, nine digits.", "dataType": "sc:Text",
      "source": [
        "fileSet": ["@id": .string(files)], "extract": ["fileProperty": "filename"],
        "transform": ["regex": #"([0-9]{9})\.[a-z]+$"#],
      ],
    ]
    return [
      "@type": "cr:RecordSet", "@id": .string(name), "name": .string(name), "description": .string(description),
      "key": ["@id": .string("\(name)/id")], "field": [id, content],
    ]
  }

  private static func field(_ name: String, _ description: String, _ type: String, of files: String) -> JSONValue {
    [
      "@type": "cr:Field", "@id": .string(name), "name": .string(name), "description": .string(description),
      "dataType": .string(type),
      "source": ["fileSet": ["@id": .string(files)], "extract": ["fileProperty": "content"]],
    ]
  }

  /// Facts for users of the data: the responsible-AI extension.
  private static func responsibility(_ description: PackDescription, hasImports: Bool) -> [String: JSONValue] {
    [
      "rai:dataCollection": .string(description.provenance),
      "rai:dataCollectionType": .string(hasImports ? "Software Collection, Others" : "Software Collection"),
      "rai:dataUseCases":
        "Mixing structure into training pictures (IPMix, arXiv 2310.04780); pre-training without photographs.",
      "rai:dataLimitations": "Pictures without objects or labels: of no use as a test of recognition.",
      "rai:dataBiases": .string(
        hasImports
          ? "Some pictures were imported: their biases are those of their sources, which the records name."
          : "Computed pictures: they show no people, places or things."),
      "rai:personalSensitiveInformation": .string(
        hasImports
          ? "Unknown: some pictures were imported; the records name their sources." : "None: computed pictures."),
    ]
  }

  /// A page about the licence where it is a single one of the SPDX list, else the expression.
  private static func licence(_ expression: String) -> String {
    let isSingle = expression.utf8.allSatisfy { !" ()+:/".utf8.contains($0) } && !expression.hasPrefix("LicenseRef-")
    return isSingle ? "https://spdx.org/licenses/\(expression).html" : expression
  }

  /// Three numbers, as Croissant wants versions.
  private static func semantic(_ version: PackVersion) -> String {
    let parts = version.description.split(separator: ".")
    return (parts + Array(repeating: "0", count: max(0, 3 - parts.count))).prefix(3).joined(separator: ".")
  }

  private static func citation(_ description: PackDescription) -> String {
    "\(description.creator): \(description.name), version \(description.version), \(description.date)."
  }

  /// The context that the specification gives, whole: tools warn about any other.
  private static let context: JSONValue = [
    "@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape", "citeAs": "cr:citeAs",
    "column": "cr:column", "conformsTo": "dct:conformsTo", "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "data": ["@id": "cr:data", "@type": "@json"], "dataType": ["@id": "cr:dataType", "@type": "@vocab"],
    "dct": "http://purl.org/dc/terms/", "description": ["@container": "@language"],
    "equivalentProperty": "cr:equivalentProperty", "examples": ["@id": "cr:examples", "@type": "@json"],
    "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5",
    "name": ["@container": "@language"], "parentField": "cr:parentField", "path": "cr:path",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
  ]
}
