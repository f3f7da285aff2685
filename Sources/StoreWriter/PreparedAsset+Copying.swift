internal import CanonicalData
internal import ContentHashing
internal import FractalCore
internal import StoreReader

extension PreparedAsset {
  /// An asset of a finished store as it is there, its record byte for byte, under an id of its own; O(bytes).
  ///
  /// The record's checksum and the hash of the pixels are compared, and ``StoreSession/append(_:)`` compares the
  /// specification's.
  ///
  /// - Throws: `StoreError`, or ``StoreWriterError`` when the pixels are not those that the record names.
  init(copying source: Int, of store: Store, as id: Int) throws {
    let json = try store.record(of: source)
    let record = try AssetRecord(json: json)
    let picture = try store.pixels(of: source)
    let hash = SHA256Digest(of: picture)
    guard hash == record.assetHash else {
      throw StoreWriterError(
        .damaged,
        "asset \(source) of \(store.path) does not have the hash that its record names: run "
          + "`fernery store verify`")
    }
    self.id = id
    self.picture = picture
    assetHash = hash
    specificationHash = record.facts.specificationHash
    envelope = RecordEnvelope(pixelChecksum: Checksum.crc32c(picture.pixels), json: json).stored
    attributeKeys = record.facts.attributeKeys(id: id)
  }
}
