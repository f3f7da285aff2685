import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@Suite struct StoreMergeTests {
  private let sample: SampleStore
  private var out: String { sample.directory.path("merged.fernery") }
  init() throws { sample = try SampleStore() }

  @Test func theRootIsThatOfOneRunInAnyOrderAndAfterStops() throws {
    let root = try sample.finish(sample.create())
    let shards = try [0..<3, 3..<4, 4..<10].enumerated().map { try sample.shard($0.element, named: "s\($0.offset)") }
    for order in [[0, 1, 2], [2, 0, 1]] {
      let path = sample.directory.path("m\(order[0])")
      #expect(try StoreMerge(shards: order.map { shards[$0] }, path: path).run().root == root)
    }
    var merge = StoreMerge(shards: shards, path: out)
    merge.batchLimit = 2
    merge.threads = 1
    let stopped = try merge.run(monitor: monitor(stoppingIn: "merging", at: 5))
    #expect(stopped.root == nil && stopped.count > 0 && stopped.count < 10)
    let last = try merge.run()
    #expect(last.root == root && last.resumedFrom == stopped.count)
    let store = try Store(path: out)
    for id in 0..<10 { #expect(try store.pixels(of: id) == sample.picture(id)) }
    #expect(try store.catalogCount == 10)
  }

  @Test func gapsOverlapsPartsAndOtherCatalogsAreRefusedAndNothingIsWritten() throws {
    let (a, b, c) = (
      try sample.shard(0..<3, named: "a"), try sample.shard(3..<7, named: "b"), try sample.shard(7..<10, named: "c")
    )
    let wide = try sample.shard(2..<7, named: "wide")
    let foreign = try SampleStore(seed: 8)
    let other = try foreign.shard(3..<7, named: "other")
    for shards in [[a, c], [a, wide, c], [a, b], [b, c], [a, other, c], [a, a, b, c], []] {
      let error = #expect(throws: StoreWriterError.self) { try StoreMerge(shards: shards, path: out).run() }
      #expect(error?.code == .doNotFit, "\(shards)")
    }
    #expect(!FileManager.default.fileExists(atPath: out))
    var part = StoreMerge(shards: [c, b], path: out)
    part.allowsParts = true
    #expect(try part.run().count == 7)
    #expect(try Store(path: out).ids == 3..<10)
  }

  @Test func anUnfinishedShardIsRefused() throws {
    try sample.abandon(after: 3)
    let error = #expect(throws: StoreWriterError.self) { try StoreMerge(shards: [sample.path], path: out).run() }
    #expect(error?.code == .incomplete)
  }

  @Test func aChangedPixelIsNoticed() throws {
    let shard = try sample.shard(0..<10, named: "s")
    try StoreBytes.flip(sample.picture(4).pixels.prefix(32), in: shard)
    let error = #expect(throws: StoreWriterError.self) { try StoreMerge(shards: [shard], path: out).run() }
    #expect(error?.code == .damaged && error?.message.contains("asset 4") == true)
  }
}

/// Damage to a store's file.
enum StoreBytes {
  /// Flips a bit of some bytes wherever they stand in `assets.mdb`: pages that are free hold older copies.
  static func flip(_ bytes: some Sequence<UInt8>, in store: String) throws {
    let url = URL(filePath: store + "/assets.mdb")
    var data = try Data(contentsOf: url)
    let wanted = Data(bytes)
    var places: [Int] = []
    while let place = data.range(of: wanted, in: (places.last.map { $0 + 1 } ?? 0)..<data.count)?.lowerBound {
      places.append(place)
    }
    try #require(!places.isEmpty)
    for place in places { data[place] ^= 4 }
    try data.write(to: url)
  }
}
