import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@Suite struct StoreCompactionTests {
  private let sample: SampleStore
  init() throws { sample = try SampleStore(count: 40) }

  @Test func aCompactedStoreIsSmallerAndHoldsTheSame() throws {
    let root = try sample.finish(sample.create(), batch: 1)
    try Data([1]).write(to: URL(filePath: sample.path + "/view-36.mdb"))
    let outcome = try StoreCompaction(path: sample.path).run()
    #expect(outcome.root == root && outcome.bytesAfter < outcome.bytesBefore)
    #expect(try names(in: sample.path) == ["assets.mdb", "seal.json", "view-36.mdb"], "a view of the same root stays")
    #expect(try names(in: sample.directory.url.path) == ["sample.fernery"])
    let store = try Store(path: sample.path)
    #expect(store.isSealed && store.root == root)
    #expect(try store.fileSize == Seal(readingStore: sample.path).fileSize)
    for id in store.ids {
      #expect(try store.pixels(of: id) == sample.picture(id))
      #expect(try store.specification(of: id) == sample.catalog[id])
    }
    #expect(try StoreCompaction(path: sample.path).run().bytesAfter == outcome.bytesAfter)
  }

  @Test func aCompactedStoreKeepsModesAndFilesOfAnyName() throws {
    try sample.finish(sample.create())
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o750], ofItemAtPath: sample.path)
    try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: sample.dataPath)
    // No UTF-8.
    let name = Array(sample.path.utf8) + Array("/caf".utf8) + [0xE9, 0]
    let file = name.withUnsafeBytes { open($0.baseAddress!.assumingMemoryBound(to: CChar.self), O_CREAT, 0o600) }
    #expect(file >= 0)
    close(file)
    _ = try StoreCompaction(path: sample.path).run()
    #expect(try files.attributesOfItem(atPath: sample.path)[.posixPermissions] as? Int == 0o750)
    #expect(try files.attributesOfItem(atPath: sample.dataPath)[.posixPermissions] as? Int == 0o640)
    #expect(name.withUnsafeBytes { access($0.baseAddress!.assumingMemoryBound(to: CChar.self), F_OK) } == 0)
    #expect(try names(in: sample.directory.url.path) == ["sample.fernery"])
  }

  @Test func damageIsNotSealedAnew() throws {
    try sample.finish(sample.create())
    try StoreBytes.flip(sample.picture(7).pixels.prefix(32), in: sample.path)
    let before = try Data(contentsOf: URL(filePath: sample.dataPath))
    let error = #expect(throws: StoreWriterError.self) { try StoreCompaction(path: sample.path).run() }
    #expect(error?.code == .damaged)
    #expect(try Data(contentsOf: URL(filePath: sample.dataPath)) == before)
    #expect(try names(in: sample.directory.url.path) == ["sample.fernery"])
  }

  @Test func remainsOfAnInterruptedCompactionAreTakenOver() throws {
    let root = try sample.finish(sample.create())
    let sibling = sample.directory.path(".sample.fernery.next")
    try FileManager.default.createDirectory(atPath: sibling, withIntermediateDirectories: false)
    try Data(repeating: 3, count: 5000).write(to: URL(filePath: sibling + "/assets.mdb"))
    #expect(try StoreCompaction(path: sample.path).run().root == root)
    #expect(try names(in: sample.directory.url.path) == ["sample.fernery"])
  }

  @Test func anUnfinishedStoreIsRefused() throws {
    try sample.abandon(after: 3)
    let error = #expect(throws: StoreWriterError.self) { try StoreCompaction(path: sample.path).run() }
    #expect(error?.code == .incomplete)
  }
}
