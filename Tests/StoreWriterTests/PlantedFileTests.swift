import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import SystemIO
import TestSupport
import Testing

@testable import StoreWriter

/// Links and files that somebody has put where a store is made or changed: none is written, emptied or followed.
@Suite struct PlantedFileTests {
  private let directory: TemporaryDirectory
  private var precious: String { directory.path("precious") }

  init() throws {
    directory = try TemporaryDirectory()
    try Data("precious".utf8).write(to: URL(filePath: precious))
  }

  private func link(_ path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: precious)
  }

  private func expectUntouched() throws {
    #expect(try Data(contentsOf: URL(filePath: precious)) == Data("precious".utf8))
  }

  @Test func aLockIsNotTakenThroughALinkNorInAFileWithASecondName() throws {
    let lockFile = directory.path("lock")
    try link(lockFile)
    let linked = #expect(throws: StoreWriterError.self) { try WriterLock(store: "s", lockFile: lockFile) }
    #expect(linked?.code == .foreignLock && linked?.message.contains(lockFile) == true)
    try FileManager.default.removeItem(atPath: lockFile)
    try FileManager.default.linkItem(atPath: precious, toPath: lockFile)
    #expect(throws: StoreWriterError.self) { try WriterLock(store: "s", lockFile: lockFile) }
    try FileManager.default.removeItem(atPath: lockFile)
    #expect(mkfifo(lockFile, 0o600) == 0)
    #expect(throws: StoreWriterError.self) { try WriterLock(store: "s", lockFile: lockFile) }
    try expectUntouched()
  }

  @Test func aDraftThatIsALinkOrHasASecondNameGoesAndWhatItLeadsToStays() throws {
    let draft = directory.path("draft")
    try link(draft)
    FolderWriting.removeDraft(draft)
    try FileManager.default.linkItem(atPath: precious, toPath: draft)
    FolderWriting.removeDraft(draft)
    #expect(try names(in: directory.url.path) == ["precious"])
    try link(draft + ".tmp")
    try FolderWriting.replaceFile(draft, with: [1], inFolder: directory.url.path)
    #expect(try Data(contentsOf: URL(filePath: draft)) == Data([1]))
    try expectUntouched()
  }

  @Test func aFolderBehindALinkIsNoPlaceToMakeAStoreIn() throws {
    let elsewhere = directory.path("elsewhere")
    try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: directory.path(".s.fernery.new"), withDestinationPath: elsewhere)
    let error = #expect(throws: StoreWriterError.self) {
      try SmallPlans.generate(directory.path("s.fernery"), count: 4)
    }
    #expect(error?.code == .cannotCreate && error?.message.contains(".s.fernery.new") == true)
    #expect(try names(in: elsewhere).isEmpty)
  }

  @Test func linksInAFolderThatAnEarlierRunLeftAreNotFollowed() throws {
    let staging = directory.path(".s.fernery.new")
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
    for name in ["assets.mdb", "assets.mdb-lock", "seal.json.tmp"] { try link(staging + "/" + name) }
    try SmallPlans.generate(directory.path("s.fernery"), count: 4)
    #expect(try names(in: directory.path("s.fernery")) == ["assets.mdb", "seal.json"])
    try expectUntouched()
  }

  @Test func aSiblingBehindALinkIsRefusedByAllWhoChangeAStore() throws {
    let path = directory.path("s.fernery")
    try SmallPlans.generate(path, count: 4)
    try SmallPlans.generate(directory.path("other"), count: 6)
    let sibling = directory.path(".s.fernery.next")
    try FileManager.default.createSymbolicLink(atPath: sibling, withDestinationPath: directory.path("other"))
    func growth() throws { _ = try StoreGrowth(path: path, count: 6, source: .plan(SmallPlans.plan())).run() }
    func addition() throws { _ = try StoreAddition(path: path, additions: [directory.path("other")]).run() }
    for change in [growth, addition, { _ = try StoreCompaction(path: path).run() }] {
      let error = #expect(throws: StoreWriterError.self) { try change() }
      #expect(error?.message.contains(sibling) == true)
    }
    #expect(try Store(path: path).count == 4 && Store(path: directory.path("other")).count == 6)
    #expect(!FileManager.default.fileExists(atPath: directory.path(".s.fernery.lock")))
  }

  @Test func linksInAStoreAreNotWrittenWhenItIsGoneOnWith() throws {
    let sample = try SampleStore()
    try sample.abandon(after: 3)
    for name in ["assets.mdb-lock", "writer.lock"] {
      try link(sample.path + "/" + name)
      #expect(throws: StoreWriterError.self) { try sample.resume() }
      try FileManager.default.removeItem(atPath: sample.path + "/" + name)
    }
    try expectUntouched()
    guard case .growing(let session) = try sample.resume() else { return }
    try sample.finish(session)
  }

  @Test func aViewIsNotWrittenThroughALink() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    try link(sample.path + "/.view-8.mdb.new")
    #expect(try ViewBuilder(path: sample.path, size: 8).run().fileSize != nil)
    try link(sample.path + "/.view-9.mdb.lock")
    #expect(throws: StoreWriterError.self) { try ViewBuilder(path: sample.path, size: 9).run() }
    try expectUntouched()
  }
}
