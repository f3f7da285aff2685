internal import ContentHashing
import Foundation
import FractalCore
import StoreReader
import Testing

@testable import StoreWriter

/// The stores and catalogs of Store/golden, which every version must read.
@Suite struct GoldenStoreTests {
  private struct Expected: Decodable {
    struct Store: Decodable {
      var root: String
      var catalog: String
      var plan: String
      var shape: [Int]
      var seed: UInt64
      var renderer: UInt32
      var schema: String
      var pixels: [String]
      var records: [String]
      var specifications: [String]
    }

    struct Catalog: Decodable {
      var count: Int
      var catalog: String
      var plan: String
      var licence: String
    }

    var stores: [String: Store]
    var catalogs: [String: Catalog]
  }

  private let folder: URL
  private let expected: Expected

  init() throws {
    folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Store/golden")
    expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
  }

  @Test func everyStoreIsListed() throws {
    let there = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(there.filter { $0.hasSuffix(".fernery") }.sorted() == expected.stores.keys.sorted())
    #expect(there.filter { $0.hasSuffix(".catalog") }.sorted() == expected.catalogs.keys.sorted())
  }

  @Test func everyStoreOpensAndHoldsWhatItHeld() throws {
    func hash(_ bytes: [UInt8]) -> String { SHA256Digest(sha256Of: bytes).hex }
    for (name, expected) in expected.stores {
      let path = folder.appending(path: name).path
      let store = try Store(path: path)
      let shape = PixelShape(height: expected.shape[0], width: expected.shape[1], channels: expected.shape[2])
      #expect(store.isSealed && store.header.shape == shape && store.root?.hex == expected.root, "\(name)")
      #expect(store.header.catalogHash.hex == expected.catalog && store.header.planHash.hex == expected.plan)
      #expect(store.header.seed == expected.seed && store.header.rendererVersion == expected.renderer)
      #expect(store.header.schema.description == expected.schema)
      #expect(try store.ids.map { hash(try store.pixels(of: $0).pixels) } == expected.pixels, "\(name)")
      #expect(try store.ids.map { hash(try store.record(of: $0)) } == expected.records)
      #expect(try store.catalogEntries().map(hash) == expected.specifications)
      #expect(try store.computedRoot() == store.root)
      for id in store.ids {
        let record = try AssetRecord(json: store.record(of: id))
        #expect(try SHA256Digest(of: store.pixels(of: id)) == record.assetHash)
        #expect(try SHA256Digest(sha256Of: store.specification(of: id)) == record.facts.specificationHash)
        #expect((record.facts.family == "imported") == (record.facts.source != nil))
      }
      let seal = try Seal(readingStore: path)
      #expect(seal.root == store.root && seal.count == store.count)
      #expect(try seal.fileSize == store.fileSize)
    }
  }

  @Test func everyCatalogIsRead() throws {
    for (name, expected) in expected.catalogs {
      let catalog = try CatalogFile(path: folder.appending(path: name).path)
      #expect(catalog.entries.count == expected.count && catalog.hash.hex == expected.catalog)
      #expect(catalog.planHash.hex == expected.plan && catalog.licence == expected.licence)
    }
  }

  /// What is derived from them has their content: the ways of writing of today read the formats of then.
  @Test func goldenStoresCanBeJoined() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "fernery-golden-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let source = folder.appending(path: "grey-16x24.fernery").path
    let merged = try StoreMerge(shards: [source], path: directory.appending(path: "m").path).run()
    #expect(merged.root?.hex == expected.stores["grey-16x24.fernery"]?.root)
  }
}
