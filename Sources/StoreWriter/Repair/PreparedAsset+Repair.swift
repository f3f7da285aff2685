internal import CanonicalData
internal import FractalCore
internal import StoreReader

extension PreparedAsset {
  /// An asset whose record is kept byte for byte.
  ///
  /// - Throws: ``StoreWriterError`` when the record is none, or names other pixels.
  init(id: Int, picture: Picture, json: [UInt8]) throws(StoreWriterError) {
    let record = try AssetRecord(json: json)
    self.id = id
    self.picture = picture
    assetHash = SHA256Digest(of: picture)
    guard assetHash == record.assetHash else {
      throw StoreWriterError(.damaged, "asset \(id) does not have the hash that its record names")
    }
    specificationHash = record.facts.specificationHash
    envelope = RecordEnvelope(pixelChecksum: Checksum.crc32c(picture.pixels), json: json).stored
    attributeKeys = record.facts.attributeKeys(id: id)
  }
}
