internal import CanonicalData
internal import ContentHashing
package import FractalCore
internal import StoreReader

extension PreparedAsset {
  /// An asset whose record was made elsewhere and is kept byte for byte; O(bytes).
  ///
  /// - Parameters:
  ///   - id: its place in the catalog.
  ///   - picture: the pixels.
  ///   - json: the record: JSON as ``AssetRecord`` has it.
  /// - Throws: ``StoreWriterError`` with the code ``StoreWriterErrorCode/damaged`` when the record is none, or names
  ///   other pixels than these.
  package init(id: Int, picture: Picture, record json: [UInt8]) throws(StoreWriterError) {
    guard id >= 0 else { throw StoreWriterError(.invalidAsset, "an asset's id is \(id) and must not be negative") }
    let record = try AssetRecord(json: json)
    try record.facts.check()
    let hash = SHA256Digest(of: picture)
    guard hash == record.assetHash else {
      throw StoreWriterError(.damaged, "the picture of asset \(id) does not have the hash that its record names")
    }
    self.id = id
    self.picture = picture
    assetHash = hash
    specificationHash = record.facts.specificationHash
    envelope = RecordEnvelope(pixelChecksum: Checksum.crc32c(picture.pixels), json: json).stored
    attributeKeys = record.facts.attributeKeys(id: id)
  }
}
