internal import ContentHashing
import FractalCore
import StoreWriter
import Testing

@Suite struct AssetRecordTests {
  private func record(_ change: (inout AssetFacts) -> Void = { _ in }) -> AssetRecord {
    var facts = AssetFacts(
      specificationHash: SHA256Digest(sha256Of: [2]), family: "affine", category: "12", instance: 3,
      descriptors: ["fill": 0.25, "dimension": 1e-7], licence: "CC0-1.0")
    change(&facts)
    return AssetRecord(assetHash: SHA256Digest(sha256Of: [1]), facts: facts)
  }

  @Test func theJSONIsCanonicalAndComesBack() throws {
    let json = try record().json
    let (asset, specification) = (SHA256Digest(sha256Of: [1]).hex, SHA256Digest(sha256Of: [2]).hex)
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"category":"12","descriptors":{"dimension":1e-7,"fill":0.25},"family":"affine","instance":3,"#
        + #""licence":"CC0-1.0","sha256":"\#(asset)","spec":"\#(specification)"}"#)
    #expect(try AssetRecord(json: json) == record())
  }

  @Test func factsOutOfRangeAreRefused() {
    let changes: [(inout AssetFacts) -> Void] = [
      { $0.family = "" }, { $0.family = String(repeating: "x", count: 201) }, { $0.family = "a\0b" },
      { $0.descriptors = ["fill": .nan] }, { $0.descriptors = ["": 1] }, { $0.instance = .max }, { $0.licence = "" },
    ]
    for change in changes {
      #expect(throws: StoreWriterError.self) { try record(change).json }
    }
  }

  @Test func anAssetsHashIsOverShapeAndPixels() {
    let picture = Picture(shape: PixelShape(height: 16, width: 17, channels: 1), filledWith: 9)
    let head: [UInt8] = [16, 0, 0, 0, 17, 0, 0, 0, 1, 0, 0, 0]
    #expect(SHA256Digest(of: picture) == SHA256Digest(sha256Of: head + picture.pixels))
  }

  @Test func damagedJSONIsAnError() throws {
    let json = try record().json
    for end in 0..<json.count {
      #expect(throws: StoreWriterError.self) { try AssetRecord(json: Array(json.prefix(end))) }
    }
  }
}
