import CanonicalData
import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import Testing

@Suite struct SealTests {
  @Test func theSealNamesTheFileAsItIs() throws {
    let sample = try SampleStore(count: 24, shape: PixelShape(height: 128, width: 128))
    let root = try sample.finish(sample.create())
    let seal = try Seal(readingStore: sample.path)
    let data = try [UInt8](Data(contentsOf: URL(filePath: sample.dataPath)))
    #expect(seal.root == root && seal.count == 24 && seal.fileSize == data.count)
    #expect(seal.schema == .current && seal.rendererVersion == 1 && seal.generatorVersion == "test 0")
    #expect(seal.blockChecksums.count == (data.count + Seal.blockSize - 1) / Seal.blockSize)
    for (block, checksum) in seal.blockChecksums.enumerated() {
      let bytes = Array(data[block * Seal.blockSize..<min((block + 1) * Seal.blockSize, data.count)])
      #expect(Checksum.crc32c(bytes, level: .baseline) == checksum)
    }
  }

  @Test func anyChangedByteOfASealIsFound() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    let json = try [UInt8](Data(contentsOf: URL(filePath: sample.path + "/seal.json")))
    #expect(Seal(json: json)?.json == json)
    for place in json.indices {
      var changed = json
      changed[place] ^= 1
      #expect(Seal(json: changed) == nil, "byte \(place)")
    }
    #expect(Seal(json: []) == nil)
  }
}
