import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@Suite struct StoreGrowthTests {
  private let directory: TemporaryDirectory
  private var path: String { directory.path("s.fernery") }
  init() throws { directory = try TemporaryDirectory() }

  private func growth(_ count: Int, _ source: StoreGrowth.Source? = nil) throws -> StoreGrowth {
    var growth = StoreGrowth(path: path, count: count, source: try source ?? .plan(SmallPlans.plan()))
    growth.threads = 1
    growth.batchLimit = 2
    return growth
  }

  @Test func aGrownStoreIsTheOneThatWouldHaveBeenGenerated() throws {
    let root = try SmallPlans.generate(directory.path("long"), count: 12)
    try SmallPlans.generate(path, count: 5)
    let outcome = try growth(12).run()
    #expect(outcome.root == root && outcome.from == 5 && outcome.count == 12)
    #expect(try names(in: directory.url.path) == ["long", "s.fernery"])
    #expect(try names(in: path) == ["assets.mdb", "seal.json"])
    let (grown, generated) = (try Store(path: path), try Store(path: directory.path("long")))
    #expect(grown.header.catalogHash == generated.header.catalogHash && grown.header.idRange == 0..<12)
    #expect(try growth(12).run().root == root, "nothing is left to do")
  }

  @Test func stoppedAnywhereItGoesOnAndTheStoreIsWholeMeanwhile() throws {
    let root = try SmallPlans.generate(directory.path("long"), count: 12)
    let before = try SmallPlans.generate(path, count: 6)
    var kept: [Int] = []
    for (phase, limit) in [("searching", 0), ("copying", 2), ("copying", 3), ("rendering", 2), ("rendering", 2)] {
      let outcome = try? growth(12).run(monitor: monitor(stoppingIn: phase, at: limit))
      #expect(outcome?.root == nil)
      if let outcome { kept.append(outcome.count) }
      // What was judged is kept until the sibling has the catalog.
      #expect(try names(in: directory.url.path).contains(".s.fernery.next.search") == (phase == "searching"))
      #expect(try Store(path: path).root == before)
    }
    #expect(kept == kept.sorted() && kept.last! > 6)
    #expect(try growth(12).run().root == root)
    #expect(try Store(path: path).root == root)
  }

  @Test func whatIsThereIsCopiedAndNotRendered() throws {
    try SmallPlans.generate(path, count: 5)
    try StoreBytes.flip(Store(path: path).pixels(of: 2).pixels, in: path)
    let error = #expect(throws: StoreWriterError.self) { try growth(12).run() }
    #expect(error?.code == .damaged && error?.message.contains("asset 2") == true)
  }

  @Test func aCatalogServesInPlaceOfThePreset() throws {
    let root = try SmallPlans.generate(directory.path("long"), count: 12)
    try SmallPlans.generate(path, count: 5)
    let catalog = try SmallPlans.catalog(count: 12)
    #expect(try growth(9, .catalog(catalog)).run().count == 9)
    // By now the store's own catalog is the longer one.
    #expect(try Store(path: path).catalogCount == 12)
    #expect(try growth(12, .ownCatalog).run().root == root)
    let error = #expect(throws: StoreWriterError.self) { try growth(13, .ownCatalog).run() }
    #expect(error?.code == .invalidPlan)
  }

  @Test func otherPlansShardsAndShrinkingAreRefused() throws {
    let root = try SmallPlans.generate(path, count: 5)
    for source in [StoreGrowth.Source.plan(try SmallPlans.plan(seed: 2)), .plan(try SmallPlans.plan(licence: "MIT"))] {
      let error = #expect(throws: StoreWriterError.self) { try growth(12, source).run() }
      #expect(error?.code == .otherPlan)
    }
    #expect(throws: StoreWriterError.self) { try growth(4).run() }
    let sample = try SampleStore()
    let shard = try sample.shard(4..<7, named: "shard")
    #expect(throws: StoreWriterError.self) { try StoreGrowth(path: shard, count: 9, source: .ownCatalog).run() }
    #expect(try Store(path: path).root == root)
    #expect(try names(in: directory.url.path) == ["s.fernery"])
  }

  @Test func aGrowthToAnotherCountIsNamedAndKept() throws {
    try SmallPlans.generate(path, count: 5)
    #expect(try growth(12).run(monitor: monitor(stoppingIn: "rendering", at: 2)).root == nil)
    let error = #expect(throws: StoreWriterError.self) { try growth(11).run() }
    #expect(error?.message.contains(".s.fernery.next") == true)
    #expect(try growth(12).run().root != nil)
  }

  @Test func aKillAfterTheExchangeIsTidiedUpAndOtherFilesMoveAlong() throws {
    try SmallPlans.generate(path, count: 5)
    try Data([1]).write(to: URL(filePath: path + "/README.txt"))
    try Data([2]).write(to: URL(filePath: path + "/view-36.mdb"))
    let root = try growth(12).run().root
    #expect(try names(in: path) == ["README.txt", "assets.mdb", "seal.json"], "a view of another root goes")
    let old = directory.path(".s.fernery.next")
    try SmallPlans.generate(old, count: 5)
    #expect(try growth(12).run().root == root)
    #expect(try names(in: directory.url.path) == ["s.fernery"])
  }

  @Test(.slow, arguments: [[], ["writer.lock"], ["writer.lock", "assets.mdb"]])
  func theRemainsOfAKilledCompactionAreNoHindrance(_ files: [String]) throws {
    try SmallPlans.generate(path, count: 5)
    let sibling = directory.path(".s.fernery.next")
    try FileManager.default.createDirectory(atPath: sibling, withIntermediateDirectories: false)
    let part = try Data(contentsOf: URL(filePath: path + "/assets.mdb")).prefix(20_000)
    for file in files { try part.write(to: URL(filePath: sibling + "/" + file)) }
    #expect(try growth(7).run().count == 7)
    #expect(try names(in: directory.url.path) == ["s.fernery"])
  }

  @Test func aGrowthAndACompactionKeepApart() throws {
    try SmallPlans.generate(path, count: 5)
    #expect(try growth(12).run(monitor: monitor(stoppingIn: "rendering", at: 2)).root == nil)
    let refused = #expect(throws: StoreWriterError.self) { try StoreCompaction(path: path).run() }
    #expect(refused?.code == .alreadyExists)
    #expect(try growth(12).run().count == 12)
    #expect(try StoreCompaction(path: path).run().root == Store(path: path).root)
  }

  @Test func aReaderThatHasTheStoreOpenKeepsItsView() throws {
    let before = try SmallPlans.generate(path, count: 5)
    let reader = try Store(path: path)
    let pictures = try reader.ids.map { try reader.pixels(of: $0) }
    _ = try growth(12).run()
    #expect(reader.root == before && reader.count == 5)
    #expect(try reader.ids.map { try reader.pixels(of: $0) } == pictures)
  }

  @Test func aStoreThatIsReachedByALinkGrowsWhereItIs() throws {
    try SmallPlans.generate(path, count: 5)
    let link = directory.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "s.fernery")
    var growth = StoreGrowth(path: link, count: 7, source: .plan(try SmallPlans.plan()))
    growth.threads = 1
    #expect(try growth.run().count == 7)
    #expect(try names(in: directory.url.path) == ["link", "s.fernery"])
    #expect(try Store(path: path).count == 7)
  }
}
