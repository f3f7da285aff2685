import FractalCore
import StoreWriter

/// The printed facts about an asset: its id and its record.
struct AssetRow: Encodable {
  var id: Int
  var family: String
  var category: String
  var instance: Int
  var descriptors: [String: Double]
  var licence: String
  var sha256: String
  var spec: String

  /// Reads a record's JSON.
  init(id: Int, json: [UInt8]) throws {
    let record = try AssetRecord(json: json)
    self.id = id
    family = record.facts.family
    category = record.facts.category
    instance = record.facts.instance
    descriptors = record.facts.descriptors
    licence = record.facts.licence
    sha256 = record.assetHash.hex
    spec = record.facts.specificationHash.hex
  }
}
