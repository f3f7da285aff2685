import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import TestSupport
import Testing

@testable import StoreWriter

@Suite struct StoreUnionTests {
  private let (one, other): (SampleStore, SampleStore)
  private var out: String { one.directory.path("union.fernery") }

  init() throws { (one, other) = (try SampleStore(count: 4, seed: 1), try SampleStore(count: 5, seed: 2)) }

  @Test func equalPicturesAreTakenOnceAndRecordsStay() throws {
    try one.finish(one.create())
    try other.finish(other.create())
    let part = try one.shard(1..<3, named: "part")
    var union = StoreUnion(stores: [part, other.path, one.path], path: out)
    union.batchLimit = 2
    union.threads = 1
    #expect(try union.run(monitor: monitor(stoppingIn: "joining", at: 3)).store.root == nil)
    let outcome = try union.run()
    #expect(outcome.duplicates == 2 && outcome.store.count == 9)
    let store = try Store(path: out)
    let origins = [1, 2].map { (one, $0) } + (0..<5).map { (other, $0) } + [0, 3].map { (one, $0) }
    #expect(try store.catalogCount == 9 && store.ids == 0..<9)
    for (id, origin) in origins.enumerated() {
      #expect(try store.pixels(of: id) == origin.0.picture(origin.1))
      #expect(try store.specification(of: id) == origin.0.catalog[origin.1])
      #expect(try AssetRecord(json: store.record(of: id)).facts == origin.0.facts(origin.1))
    }
    #expect(try store.catalogEntries().count == 9)
    let again = try StoreUnion(stores: [part, other.path, one.path], path: one.directory.path("again")).run()
    #expect(again.store.root == outcome.store.root)
  }

  @Test func anotherShapeIsRefused() throws {
    try one.finish(one.create())
    let tall = try SampleStore(shape: PixelShape(height: 17, width: 20))
    try tall.finish(tall.create())
    let error = #expect(throws: StoreWriterError.self) {
      try StoreUnion(stores: [one.path, tall.path], path: out).run()
    }
    #expect(error?.code == .doNotFit)
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test func aUnionOfOtherStoresIsNotGoneOnWith() throws {
    try one.finish(one.create())
    try other.finish(other.create())
    _ = try StoreUnion(stores: [one.path, other.path], path: out).run()
    let error = #expect(throws: StoreWriterError.self) {
      try StoreUnion(stores: [other.path, one.path], path: out).run()
    }
    #expect(error?.code == .otherPlan)
  }
}
