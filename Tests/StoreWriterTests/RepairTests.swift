import CanonicalData
import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import TestSupport
import Testing

@testable import StoreWriter

@Suite struct RepairTests {
  private func overwrite(_ path: String, at offset: Int, _ count: Int) throws {
    let file = try FileHandle(forUpdating: URL(filePath: path + "/assets.mdb"))
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: Data((0..<count).map { UInt8(truncatingIfNeeded: 37 &* $0 &+ 11) }))
  }

  @Test func aSoundStoreIsLeftAlone() throws {
    let grown = try GrownStore()
    let before = try grown.data()
    let outcome = try #require(try Repairer(path: grown.path).run())
    #expect(outcome.wasSound && outcome.root == grown.root)
    #expect(try grown.data() == before)
  }

  @Test func lostPixelsAndRecordsAreRegrown() throws {
    let grown = try GrownStore()
    let store = try Store(path: grown.path)
    let pixels = try store.pixels(of: 4).pixels
    try Data("mine".utf8).write(to: URL(filePath: grown.path + "/view-36.mdb"))
    try overwrite(grown.path, at: livePlace(grown.path, .img, 4).offset, 500)
    // Pages that are no longer in use may hold the record too, and it would be taken from there.
    let place = try livePlace(grown.path, .rec, 9)
    let data = try Data(grown.data())
    let record = Data(data[place.offset..<place.offset + place.count])
    var start = data.startIndex
    while let found = data.range(of: record, in: start..<data.endIndex) {
      try overwrite(grown.path, at: found.lowerBound, 60)
      start = found.upperBound
    }
    let outcome = try #require(try Repairer(path: grown.path).run())
    #expect(outcome.regrown == [4, 9] && outcome.root == grown.root && outcome.isWhole)
    #expect(try Verifier(path: grown.path).run()?.isSound == true)
    #expect(try Store(path: grown.path).pixels(of: 4).pixels == pixels)
    let names = try FileManager.default.contentsOfDirectory(atPath: grown.path).sorted()
    #expect(names == ["assets.mdb", "seal.json", "view-36.mdb"])
    let beside = try FileManager.default.contentsOfDirectory(atPath: grown.directory.url.path)
    #expect(beside == ["grown.fernery"])
  }

  /// Two shards of one catalog, as they are mixed up when folders are copied.
  @Test func aForeignSealDoesNotCostSoundData() throws {
    let first = try SampleStore(count: 20, range: 0..<10)
    let second = try SampleStore(count: 20, range: 10..<20)
    let roots = try [first, second].map { try $0.finish($0.create()) }
    let own = try Data(contentsOf: URL(filePath: second.path + "/seal.json"))
    let seal = URL(filePath: second.path + "/seal.json")
    try Data(contentsOf: URL(filePath: first.path + "/seal.json")).write(to: seal)
    let before = try Data(contentsOf: URL(filePath: second.dataPath))
    #expect(try Verifier(path: second.path).run()?.storeIsSound == false)
    let error = #expect(throws: StoreWriterError.self) { try Repairer(path: second.path).run() }
    #expect(error?.code == .damaged && error?.message.contains("--reseal") == true)
    #expect(try Data(contentsOf: URL(filePath: second.dataPath)) == before)
    var repairer = Repairer(path: second.path)
    repairer.reseals = true
    let outcome = try #require(try repairer.run())
    #expect(outcome.isResealed && outcome.root == roots[1] && outcome.count == 10)
    #expect(try Verifier(path: second.path).run()?.isSound == true)
    #expect(try Data(contentsOf: URL(filePath: second.dataPath)) == before)
    #expect(try Data(contentsOf: seal) == own)
  }

  @Test func aStaleSealBesideNewerDataIsMadeAnewOnlyWhereTheDataAreSound() throws {
    let (older, newer) = (try SampleStore(count: 6), try SampleStore(count: 12))
    let roots = try [older, newer].map { try $0.finish($0.create()) }
    let seal = URL(filePath: newer.path + "/seal.json")
    let stale = try Data(contentsOf: URL(filePath: older.path + "/seal.json"))
    try stale.write(to: seal)
    var repairer = Repairer(path: newer.path)
    #expect(throws: StoreWriterError.self) { try repairer.run() }
    let place = try livePlace(newer.path, .img, 3).offset
    try newer.changeByte(at: place)
    repairer.reseals = true
    let error = #expect(throws: StoreWriterError.self) { try repairer.run() }
    #expect(error?.code == .damaged)
    #expect(try Data(contentsOf: seal) == stale)
    try newer.changeByte(at: place)
    #expect(try repairer.run()?.root == roots[1])
    #expect(try Verifier(path: newer.path).run()?.isSound == true)
    #expect(try repairer.run()?.wasSound == true)
  }

  @Test func aSealBesideUnfinishedDataIsToldAndNothingIsLost() throws {
    let (finished, growing) = (try SampleStore(count: 6), try SampleStore(count: 6))
    try finished.finish(finished.create())
    try growing.abandon(after: 4)
    try FileManager.default.copyItem(atPath: finished.path + "/seal.json", toPath: growing.path + "/seal.json")
    let before = try Data(contentsOf: URL(filePath: growing.dataPath))
    for reseals in [false, true] {
      var repairer = Repairer(path: growing.path)
      repairer.reseals = reseals
      let error = #expect(throws: StoreWriterError.self) { try repairer.run() }
      #expect(error?.code == .damaged && error?.message.contains("not finished") == true)
    }
    #expect(try Data(contentsOf: URL(filePath: growing.dataPath)) == before)
  }

  @Test func oneFlippedBitIsPutBack() throws {
    let grown = try GrownStore()
    let before = try grown.data()
    // In a specification, which nothing in the store could give back otherwise.
    var bytes = before
    bytes[try livePlace(grown.path, .cat, 3).offset + 5] ^= 4
    try grown.write(bytes)
    let outcome = try #require(try Repairer(path: grown.path).run())
    #expect(outcome.correctedBits == 1 && outcome.regrown.isEmpty && outcome.root == grown.root)
    #expect(try Verifier(path: grown.path).run()?.isSound == true)
  }

  @Test func theBitIsFoundWhereverItIs() {
    for count in [1, 7, 4096, 100_000] {
      let block = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let sum = Checksum.crc32c(block)
      for bit in [0, 3, 8 * count / 2, 8 * count - 1] {
        var changed = block
        changed[bit / 8] ^= 1 << UInt8(bit % 8)
        let found = BitCorrection.find(in: changed, expected: sum)
        #expect(found?.offset == bit / 8 && found?.mask == 1 << UInt8(bit % 8))
      }
      #expect(BitCorrection.find(in: block, expected: sum) == nil)
    }
  }

  @Test func lostSpecificationsAreNamedAndTakenFromACatalog() throws {
    let grown = try GrownStore()
    let store = try Store(path: grown.path)
    let catalog = try (0..<store.catalogCount).map { try store.specification(of: $0) }
    // Unused parts of pages may still have it, and then it is found there.
    var bytes = try Data(grown.data())
    while let range = bytes.range(of: Data(catalog[6])) { bytes.replaceSubrange(range, with: Data(count: range.count)) }
    try grown.write([UInt8](bytes))
    let damaged = try grown.data()
    let refused = try #require(try Repairer(path: grown.path).run())
    #expect(refused.missingSpecifications == [6] && !refused.isWhole)
    #expect(try grown.data() == damaged, "a store that cannot be made whole is left as it is")
    var repairer = Repairer(path: grown.path)
    repairer.catalog = Array(catalog.dropLast())
    #expect(throws: StoreWriterError.self) { try repairer.run() }
    repairer.catalog = catalog
    #expect(try repairer.run()?.root == grown.root)
  }

  @Test func whatCannotBeRenderedIsNamedAsLost() throws {
    // Specifications of no renderer, as imports have them.
    let sample = try SampleStore(count: 12, shape: PixelShape(height: 40, width: 32))
    let root = try sample.finish(sample.create())
    try overwrite(sample.path, at: livePlace(sample.path, .img, 5).offset, 100)
    let refused = try #require(try Repairer(path: sample.path).run())
    #expect(refused.lost == [5] && !refused.isWhole && refused.regrown.isEmpty)
    // The page that leads to the pixels lost, the pixels themselves still there.
    let other = try SampleStore(count: 12, shape: PixelShape(height: 40, width: 32))
    try other.finish(other.create())
    try other.overwriteLeaf(leadingTo: livePlace(other.path, .img, 5).offset)
    let found = try #require(try Repairer(path: other.path).run())
    #expect(found.isWhole && found.root == root)
  }

  @Test func anUnfinishedStoreIsRepairedAndGoesOn() throws {
    let sample = try SampleStore(count: 12, shape: PixelShape(height: 40, width: 32))
    try sample.abandon(after: 8)
    let whole = try SampleStore(count: 12, shape: PixelShape(height: 40, width: 32))
    let root = try whole.finish(whole.create())
    try sample.overwriteLeaf(leadingTo: livePlace(sample.path, .img, 5).offset)
    #expect(try Verifier(path: sample.path).run()?.isSound == false)
    let outcome = try #require(try Repairer(path: sample.path).run())
    #expect(outcome.isWhole && outcome.root == nil && outcome.count == 8)
    guard case .growing(let session) = try sample.resume() else {
      Issue.record("an unfinished store is said to be sealed")
      return
    }
    #expect(session.nextID == 8)
    #expect(try sample.finish(session) == root)
  }

  @Test func aMissingSealOrMetaPageIsNoLoss() throws {
    for damage in 0..<3 {
      let grown = try GrownStore()
      switch damage {
      case 0: try Data("{}".utf8).write(to: URL(filePath: grown.path + "/seal.json"))
      case 1: try overwrite(grown.path, at: 0, 8192)
      default: try overwrite(grown.path, at: 4096, 4096)
      }
      #expect(try Verifier(path: grown.path).run()?.isSound == false)
      let outcome = try #require(try Repairer(path: grown.path).run())
      #expect(outcome.root == grown.root && outcome.regrown.isEmpty, "damage \(damage)")
      #expect(try Verifier(path: grown.path).run()?.isSound == true)
    }
  }

  @Test func whatAnEarlierRepairLeftIsTakenOver() throws {
    let grown = try GrownStore()
    try overwrite(grown.path, at: livePlace(grown.path, .img, 4).offset, 50)
    let left = grown.directory.path(".grown.fernery.next")
    try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
    try Data(repeating: 7, count: 9000).write(to: URL(filePath: left + "/assets.mdb"))
    #expect(try Repairer(path: grown.path).run()?.root == grown.root)
    #expect(!FileManager.default.fileExists(atPath: left))
  }

  @Test func aGrowthIsNotRemovedForARepair() throws {
    let grown = try GrownStore()
    let next = grown.directory.path(".grown.fernery.next")
    let longer = try GrownStore(count: 17)
    try FileManager.default.moveItem(atPath: longer.path, toPath: next)
    try overwrite(grown.path, at: livePlace(grown.path, .img, 4).offset, 50)
    let error = #expect(throws: StoreWriterError.self) { try Repairer(path: grown.path).run() }
    #expect(error?.code == .alreadyExists && error?.message.contains(next) == true)
    #expect(try Store(path: next).root == longer.root)
  }

  @Test func whatARepairLeftThatWasKilledBehindTheExchangeGoesWithTheNext() throws {
    let grown = try GrownStore()
    let next = grown.directory.path(".grown.fernery.next")
    try FileManager.default.copyItem(atPath: grown.path, toPath: next)
    try Data("mine".utf8).write(to: URL(filePath: next + "/notes.txt"))
    try overwrite(next, at: livePlace(next, .img, 4).offset, 50)
    #expect(try Repairer(path: grown.path).run()?.wasSound == true)
    #expect(try names(in: grown.directory.url.path) == ["grown.fernery"])
    #expect(try names(in: grown.path) == ["assets.mdb", "notes.txt", "seal.json"], "what is no store's is kept")
  }

  @Test func damagedAndForeignViewsAreMadeAnewAndTheStoreIsNotTouched() throws {
    let grown = try GrownStore()
    let whole = try grown.data()
    _ = try ViewBuilder(path: grown.path, size: 8).run()
    let view = URL(filePath: grown.path + "/view-8.mdb")
    let good = try Data(contentsOf: view)
    for bad in [good.prefix(9000), Data("mine".utf8), Data(repeating: 7, count: 40_000)] {
      try bad.write(to: view)
      let outcome = try #require(try Repairer(path: grown.path).run())
      #expect(outcome.wasSound && outcome.remadeViews == [8] && outcome.regrown.isEmpty)
      #expect(try Verifier(path: grown.path).run()?.isSound == true)
      #expect(try grown.data() == whole)
    }
    // Both at once.
    try good.prefix(9000).write(to: view)
    try overwrite(grown.path, at: livePlace(grown.path, .img, 4).offset, 500)
    let outcome = try #require(try Repairer(path: grown.path).run())
    #expect(outcome.regrown == [4] && outcome.remadeViews == [8] && outcome.root == grown.root)
    try Data("mine".utf8).write(to: URL(filePath: grown.path + "/view-2000.mdb"))
    #expect(try Repairer(path: grown.path).run()?.uselessViews == [2000])
  }

  @Test func aCancelledRepairChangesNothing() throws {
    let grown = try GrownStore()
    try overwrite(grown.path, at: livePlace(grown.path, .img, 4).offset, 50)
    let damaged = try grown.data()
    let monitor = TaskMonitor(report: { _, _, _ in }, isCancelled: { true })
    #expect(try Repairer(path: grown.path).run(monitor: monitor) == nil)
    #expect(try grown.data() == damaged)
    #expect(try FileManager.default.contentsOfDirectory(atPath: grown.directory.url.path) == ["grown.fernery"])
  }
}

extension SampleStore {
  /// Damages the node whose value begins at the page of `place`: its key and the page that it names.
  fileprivate func overwriteLeaf(leadingTo place: Int) throws {
    var node = withUnsafeBytes(of: UInt64(place / 4096).littleEndian) { Array($0) }
    node = withUnsafeBytes(of: UInt64(5).bigEndian) { Array($0) } + node
    // Older pages may have the same node.
    for found in try places(of: node) {
      for offset in 0..<16 { try changeByte(at: found + offset) }
    }
  }
}
