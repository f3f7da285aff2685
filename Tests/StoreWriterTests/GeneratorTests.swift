import Foundation
import FractalCore
import FractalRendering
import FractalSearch
import IFS
import StoreReader
import StoreWriter
import Synchronization
import TestSupport
import Testing

@Suite struct GeneratorTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func generator(
    _ name: String, threads: Int = 1, seed: UInt64 = 1, count: Int = 12, licence: String = "CC0-1.0"
  ) throws -> Generator {
    let search = SearchPlan(
      seed: seed, pool: 40, shape: PixelShape(height: 16, width: 24), samplesPerPixel: 4,
      genomes: [WeightedLaw(law: .andersonFarrell(try AndersonFarrellLaw()))],
      background: BackgroundLaw(black: 1, noise: 1))
    var generator = Generator(
      plan: GenerationPlan(search: search, licence: licence), count: count, path: directory.path(name))
    generator.threads = threads
    generator.batchLimit = 2
    return generator
  }

  /// Cancels once `limit` assets are rendered.
  private func monitor(stoppingAfter limit: Int) -> TaskMonitor {
    let stop = StopFlag()
    return TaskMonitor(
      report: { phase, done, _ in if phase == "rendering" && done >= limit { stop.set() } },
      isCancelled: { stop.isSet })
  }

  private final class StopFlag: Sendable {
    private let flag = Atomic(false)
    func set() { flag.store(true, ordering: .relaxed) }
    var isSet: Bool { flag.load(ordering: .relaxed) }
  }

  /// A kill may come after the store has its catalog and before the journal is removed.
  @Test func whatAKillLeftOfAJournalIsRemoved() throws {
    let generator = try generator("s")
    let journal = directory.path("s.search")
    _ = try generator.run(monitor: monitor(stoppingAfter: 3))
    for _ in 0..<2 {
      _ = try SearchJournal(path: journal, plan: generator.plan.search)
      _ = try generator.run()
      #expect(try names(in: directory.url.path) == ["s"])
    }
    // Another plan's stays.
    _ = try SearchJournal(path: journal, plan: self.generator("s", seed: 2).plan.search)
    _ = try generator.run()
    #expect(try names(in: directory.url.path) == ["s", "s.search"])
    let error = #expect(throws: SearchError.self) {
      _ = try self.generator("t", seed: 2).run()
      try FileManager.default.moveItem(atPath: journal, toPath: directory.path("u.search"))
      _ = try self.generator("u").run()
    }
    #expect(error?.code == .otherPlan)
  }

  @Test func theRootDoesNotDependOnThreadsStopsOrLevels() throws {
    let root = try #require(try generator("reference").run().root)
    #expect(try generator("threads", threads: 2).run().root == root)
    for level in InstructionSet.supported {
      var forced = try generator("level-\(level)")
      forced.instructionSet = level
      #expect(try forced.run().root == root)
    }
    var resumed = 0
    for limit in [3, 6, 7] {
      let outcome = try generator("stopped").run(monitor: monitor(stoppingAfter: limit))
      #expect(outcome.root == nil)
      #expect(outcome.resumedFrom == resumed && outcome.count >= limit)
      resumed = outcome.count
    }
    let last = try generator("stopped", threads: 2).run()
    #expect(last.root == root && last.resumedFrom == resumed && last.count == 12)
    #expect(last.search == nil, "the catalog is read from the store, not searched again")
  }

  @Test func aFinishedStoreIsLeftAlone() throws {
    let first = try generator("s").run()
    let again = try generator("s").run()
    #expect(again.root == first.root && again.resumedFrom == 12 && again.count == 12)
  }

  @Test func pixelsAndRecordsAreThoseOfTheCatalog() throws {
    _ = try generator("s").run()
    let store = try Store(path: directory.path("s"))
    #expect(store.isSealed && store.count == 12 && store.catalogCountOrZero == 12)
    for id in store.ids {
      let record = try AssetRecord(json: store.record(of: id))
      #expect(record.facts.family == "affine" && record.facts.licence == "CC0-1.0")
      #expect(try SHA256Digest(of: store.pixels(of: id)) == record.assetHash)
      let fill = try #require(record.facts.descriptors["fill"])
      #expect(fill > 0 && fill < 1)
    }
  }

  @Test func anotherPlanIsRefusedAndNothingChanges() throws {
    let root = try generator("s").run().root
    #expect(throws: StoreWriterError.self) { try generator("s", seed: 2).run() }
    #expect(throws: StoreWriterError.self) { try generator("s", count: 11).run() }
    #expect(throws: StoreWriterError.self) { try generator("s", licence: "CC-BY-4.0").run() }
    #expect(try Store(path: directory.path("s")).root == root)
  }

  @Test func aDamagedCatalogIsNotRendered() throws {
    _ = try generator("s").run(monitor: monitor(stoppingAfter: 4))
    let path = directory.path("s") + "/assets.mdb"
    var bytes = try Data(contentsOf: URL(filePath: path))
    // The seed of the last specification: nothing else of the store tells whether it is right.
    let catalog = try Search.run(generator("s").plan.search, count: 12).catalog
    let seed = withUnsafeBytes(of: catalog.specifications[11].seed.littleEndian) { Data($0) }
    let place = try #require(bytes.range(of: seed))
    bytes[place.lowerBound] ^= 1
    try bytes.write(to: URL(filePath: path))
    #expect { try generator("s").run() } throws: { ($0 as? StoreWriterError)?.code == .damaged }
  }

  @Test(arguments: [(0, "CC0-1.0"), (-1, "CC0-1.0"), (1, ""), (1, "CC0\n1.0")])
  func impossibleRunsAreRefusedBeforeAnythingIsMade(threads: Int, licence: String) throws {
    let run = try generator("s", threads: threads, licence: licence)
    #expect { try run.run() } throws: { ($0 as? StoreWriterError)?.code == .invalidPlan }
    #expect { try run.estimate() } throws: { ($0 as? StoreWriterError)?.code == .invalidPlan }
    #expect(!FileManager.default.fileExists(atPath: directory.path("s")))
  }

  @Test(.slow) func anEstimateWritesNothing() throws {
    let estimate = try generator("none").estimate()
    #expect(estimate.count == 12 && estimate.done == 0 && estimate.seconds > 0)
    #expect(throws: StoreError.self) { try Store(path: directory.path("none")) }
    _ = try generator("s").run()
    let size = try Store(path: directory.path("s")).fileSize
    let again = try generator("s").estimate()
    #expect(again.done == 12 && again.seconds == 0)
    #expect(again.diskBytes > size / 2 && again.diskBytes < size * 2)
  }
}

extension Store {
  fileprivate var catalogCountOrZero: Int { (try? catalogCount) ?? 0 }
}
