import Foundation
import FractalCore
import FractalSearch
import StoreReader
import StoreWriter
import TestSupport
import Testing

@Suite struct CatalogFileTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  @Test func aCatalogIsReadAsItWasWritten() throws {
    let catalog = try SmallPlans.catalog(count: 5)
    let path = directory.path("c.catalog")
    try catalog.write(to: path)
    #expect(try CatalogFile(path: path) == catalog)
    #expect(try names(in: directory.url.path) == ["c.catalog"])
    let error = #expect(throws: StoreWriterError.self) { try catalog.write(to: path) }
    #expect(error?.code == .alreadyExists)
  }

  @Test func everyChangedByteAndEveryCutIsNoticed() throws {
    let bytes = try SmallPlans.catalog(count: 2).bytes
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(throws: StoreWriterError.self) { try CatalogFile(bytes: changed) }
    }
    for length in 0..<bytes.count {
      #expect(throws: StoreWriterError.self) { try CatalogFile(bytes: Array(bytes.prefix(length))) }
    }
  }

  /// A catalog larger than what is read at once, and than any buffer.
  @Test func largeCatalogsAreReadInParts() throws {
    var catalog = try SmallPlans.catalog(count: 1)
    catalog.entries = (0..<60_000).map { [UInt8](repeating: UInt8($0 % 251), count: $0 % 97) }
    let path = directory.path("c.catalog")
    try catalog.write(to: path)
    #expect(try CatalogFile(path: path) == catalog)
    #expect(try CatalogFile(bytes: catalog.bytes) == catalog)
  }

  /// What is none is told from its beginning, however much follows: here a terabyte, of which the disk has nothing.
  @Test func hugeFilesAreNotReadWhole() throws {
    let path = directory.path("c.catalog")
    let bytes = try SmallPlans.catalog(count: 2).bytes
    for (start, code) in [
      ([], StoreWriterErrorCode.notACatalog), (Array(bytes.prefix(8)), .newerVersion),
      (Array(bytes.prefix(90)), .damaged),
      (bytes, .damaged),
    ] {
      try Data(start).write(to: URL(filePath: path))
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.truncate(atOffset: 1 << 40)
      try file.close()
      let error = #expect(throws: StoreWriterError.self) { try CatalogFile(path: path) }
      #expect(error?.code == code)
    }
  }

  @Test func filesBesideACatalogAreLeftAlone() throws {
    let beside = directory.path("c.catalog.tmp")
    try Data("mine".utf8).write(to: URL(filePath: beside))
    try SmallPlans.catalog(count: 1).write(to: directory.path("c.catalog"))
    #expect(try Data(contentsOf: URL(filePath: beside)) == Data("mine".utf8))
    #expect(try names(in: directory.url.path) == ["c.catalog", "c.catalog.tmp"])
  }

  @Test func anotherVersionIsNamed() throws {
    var bytes = try SmallPlans.catalog(count: 1).bytes
    bytes[8] = 2
    let error = #expect(throws: StoreWriterError.self) { try CatalogFile(bytes: bytes) }
    #expect(error?.code == .newerVersion && error?.category == .unavailable)
    let missing = #expect(throws: StoreWriterError.self) { try CatalogFile(path: directory.path("none")) }
    #expect(missing?.category == .notFound)
  }

  @Test func shardsOfACatalogMergeToWhatOneRunMakes() throws {
    let root = try SmallPlans.generate(directory.path("whole"), count: 12)
    let catalog = try SmallPlans.catalog(count: 12)
    for count in [1, 2, 5] {
      var shards: [String] = []
      for index in 0..<count {
        let ids = try #require(Shard(index: index, of: count)).ids(of: 12)
        let path = directory.path("\(index)-of-\(count)")
        var generator = CatalogGenerator(catalog: catalog, idRange: ids, path: path)
        generator.batchLimit = 1
        // Stopped once and gone on with.
        let stopped = try generator.run(monitor: monitor(stoppingIn: "rendering", at: 1))
        #expect(stopped.count <= ids.count)
        #expect(try generator.run().root != nil)
        shards.insert(path, at: index / 2)
      }
      let merged = try StoreMerge(shards: shards, path: directory.path("merged-\(count)")).run()
      #expect(merged.root == root && merged.count == 12)
    }
  }

  @Test func aCatalogOfAnotherRendererIsRefused() throws {
    var catalog = try SmallPlans.catalog(count: 2)
    catalog.rendererVersion += 1
    let path = directory.path("s")
    let error = #expect(throws: StoreWriterError.self) {
      try CatalogGenerator(catalog: catalog, idRange: 0..<2, path: path).run()
    }
    #expect(error?.code == .otherPlan)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

@Suite struct ShardTests {
  @Test func partsCoverEveryIDOnceAndDifferByOneAtMost() throws {
    for total in 0...40 {
      for count in 1...15 {
        let parts = try (0..<count).map { try #require(Shard(index: $0, of: count)).ids(of: total) }
        #expect(parts.flatMap { Array($0) } == Array(0..<total))
        let sizes = parts.map(\.count)
        #expect(sizes.max()! - sizes.min()! <= 1)
      }
    }
    #expect(Shard(index: 3, of: 3) == nil && Shard(index: -1, of: 3) == nil && Shard(index: 0, of: 0) == nil)
  }
}
