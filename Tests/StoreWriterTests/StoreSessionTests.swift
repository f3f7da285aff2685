internal import ContentHashing
import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import TestSupport
import Testing

@testable import StoreWriter

@Suite struct StoreSessionTests {
  /// LMDB touches it through its map, which on a full disk ends the process.
  @Test func theLockFileHasItsRoomOnTheDisk() throws {
    let sample = try SampleStore()
    let session = try sample.create()
    var status = stat()
    #expect(stat(sample.dataPath + "-lock", &status) == 0)
    #expect(status.st_size == 65_536 && status.st_blocks * 512 >= status.st_size)
    session.close()
  }

  private func names(_ sample: SampleStore) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
  }

  @Test func aFinishedStoreHoldsWhatWasAppended() throws {
    let sample = try SampleStore()
    let root = try sample.finish(sample.create())
    #expect(try names(sample) == ["assets.mdb", "seal.json"])
    let store = try Store(path: sample.path)
    #expect(store.isSealed && store.root == root && store.count == 10 && store.header.count == 10)
    var tree = MerkleTree()
    for id in store.ids {
      #expect(try store.pixels(of: id) == sample.picture(id))
      #expect(try store.specification(of: id) == sample.catalog[id])
      let json = try store.record(of: id)
      let record = try AssetRecord(json: json)
      #expect(record.facts == sample.facts(id))
      tree.append(id: id, assetHash: SHA256Digest(of: sample.picture(id)), recordHash: SHA256Digest(sha256Of: json))
    }
    #expect(tree.root == root)
  }

  @Test func theRootDoesNotDependOnBatchesOrInterruptions() throws {
    var roots: Set<SHA256Digest> = []
    for batch in [1, 3, 10] {
      let sample = try SampleStore()
      roots.insert(try sample.finish(sample.create(), batch: batch))
    }
    let interrupted = try SampleStore()
    try interrupted.abandon(after: 0)
    for count in [2, 1, 4] {
      guard case .growing(let session) = try interrupted.resume() else {
        Issue.record("an unfinished store is said to be sealed")
        return
      }
      try session.append(interrupted.assets(session.nextID..<session.nextID + count))
    }
    guard case .growing(let last) = try interrupted.resume() else { return }
    #expect(last.nextID == 7)
    #expect(try last.catalogCount == 10)
    #expect(try last.specification(of: 8) == interrupted.catalog[8])
    roots.insert(try interrupted.finish(last))
    #expect(roots.count == 1)
  }

  @Test func anotherRecordAnotherRoot() throws {
    let (one, other) = (try SampleStore(seed: 1), try SampleStore(seed: 2))
    #expect(try one.finish(one.create()) != other.finish(other.create()))
  }

  @Test func aSealInterruptedAfterTheRootIsFinishedWithTheSameRoot() throws {
    let sample = try SampleStore()
    let root: SHA256Digest
    do {
      let session = try sample.create()
      try session.append(sample.assets(0..<10))
      root = try session.commitRoot()
    }
    #expect(try Store(path: sample.path).isSealed == false)
    #expect(try Store(path: sample.path).root == nil)
    guard case .growing(let session) = try sample.resume() else {
      Issue.record("a store without a seal is said to be sealed")
      return
    }
    #expect(session.nextID == 10)
    #expect(try session.seal() == root)
    #expect(try Store(path: sample.path).root == root)
    #expect(try names(sample) == ["assets.mdb", "seal.json"])
  }

  @Test func resumingAFinishedStoreReportsItAndTidiesUp() throws {
    let sample = try SampleStore()
    let root = try sample.finish(sample.create())
    // As a kill between the seal and the end of the session leaves it.
    try Data().write(to: URL(filePath: sample.path + "/writer.lock"))
    try Data().write(to: URL(filePath: sample.path + "/assets.mdb-lock"))
    guard case .sealed(let header) = try sample.resume() else {
      Issue.record("a finished store is said to grow")
      return
    }
    #expect(header.root == root)
    #expect(try names(sample) == ["assets.mdb", "seal.json"])
  }

  @Test(arguments: [false, true])
  func aStoreOfAnotherPlanIsRefusedByName(sealed: Bool) throws {
    let sample = try SampleStore()
    if sealed { try sample.finish(sample.create()) } else { try sample.abandon(after: 2) }
    let before = try Data(contentsOf: URL(filePath: sample.dataPath))
    let other = SHA256Digest(sha256Of: [9])
    let error = #expect(throws: StoreWriterError.self) { try sample.resume(planHash: other) }
    #expect(error?.code == .otherPlan)
    #expect(error?.message.contains(other.hex.prefix(16)) == true)
    #expect(error?.message.contains(sample.plan.planHash.hex.prefix(16)) == true)
    #expect(try Data(contentsOf: URL(filePath: sample.dataPath)) == before)
  }

  @Test func aSecondWriterIsRefusedAndToldWhoTheFirstIs() throws {
    let sample = try SampleStore()
    let session = try sample.create()
    let error = #expect(throws: StoreWriterError.self) { try sample.resume() }
    #expect(error?.code == .writerActive && error?.category == .temporary)
    #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
    try sample.finish(session)
  }

  @Test func aForkedProcessDoesNotKeepTheLockThatItsParentGaveBack() throws {
    let directory = try TemporaryDirectory()
    let file = directory.path("lock")
    var lock: WriterLock? = try WriterLock(store: "s", lockFile: file)
    let fork = try ForkedHolder()
    #expect(throws: StoreWriterError.self) { try WriterLock(store: "s", lockFile: file) }
    lock = nil
    _ = try WriterLock(store: "s", lockFile: file)
    withExtendedLifetime((lock, fork)) {}
  }

  @Test func aClosedSessionTakesNothingAndCanBeResumed() throws {
    let sample = try SampleStore()
    let session = try sample.create()
    session.close()
    let error = #expect(throws: StoreWriterError.self) { try session.append(sample.assets(0..<1)) }
    #expect(error?.code == .closed)
    guard case .growing(let resumed) = try sample.resume() else { return }
    try sample.finish(resumed)
  }

  @Test func whatStandsAtThePathIsLeftAlone() throws {
    let sample = try SampleStore()
    let file = sample.directory.path("file")
    try Data([1]).write(to: URL(filePath: file))
    let folder = sample.directory.path("folder")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try Data([2]).write(to: URL(filePath: folder + "/mine"))
    for path in [file, folder] {
      let error = #expect(throws: StoreWriterError.self) {
        try StoreSession.create(path: path, plan: sample.plan, catalog: sample.catalog)
      }
      #expect(error?.code == .alreadyExists)
    }
    try sample.abandon(after: 1)
    let error = #expect(throws: StoreWriterError.self) { try sample.create() }
    #expect(error?.code == .alreadyExists)
    let left = try FileManager.default.contentsOfDirectory(atPath: sample.directory.url.path).sorted()
    #expect(left == ["file", "folder", "sample.fernery"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["mine"])
  }

  @Test func aFolderThatDoesNotExistIsNamed() throws {
    let sample = try SampleStore()
    let error = #expect(throws: StoreWriterError.self) {
      try StoreSession.create(
        path: sample.directory.path("no/such/place.fernery"), plan: sample.plan, catalog: sample.catalog)
    }
    #expect(error?.code == .cannotCreate)
  }

  @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
  func foldersThatMayNotBeWrittenAreNamedAndLeftAlone() throws {
    let sample = try SampleStore()
    chmod(sample.directory.url.path, 0o555)
    let creating = #expect(throws: StoreWriterError.self) { try sample.create() }
    chmod(sample.directory.url.path, 0o755)
    #expect(creating?.code == .permissionDenied)
    try sample.abandon(after: 2)
    try FileManager.default.removeItem(atPath: sample.path + "/writer.lock")
    let before = try names(sample)
    chmod(sample.path, 0o555)
    let resuming = #expect(throws: StoreWriterError.self) { try sample.resume() }
    chmod(sample.path, 0o755)
    #expect(resuming?.code == .permissionDenied)
    #expect(try names(sample) == before)
  }

  @Test func impossiblePlansAreRefused() throws {
    let sample = try SampleStore()
    for change: (inout StorePlan) -> Void in [
      { $0.idRange = 3..<3 }, { $0.idRange = 0..<11 }, { $0.shape.height = 15 }, { $0.shape.channels = 2 },
    ] {
      var plan = sample.plan
      change(&plan)
      let error = #expect(throws: StoreWriterError.self) {
        try StoreSession.create(path: sample.path, plan: plan, catalog: sample.catalog)
      }
      #expect(error?.code == .invalidPlan)
    }
    #expect(!FileManager.default.fileExists(atPath: sample.path))
  }

  @Test func whatAnInterruptedCreationLeftIsTakenOver() throws {
    let sample = try SampleStore()
    let staging = sample.directory.path(".sample.fernery.new")
    try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: false)
    try Data(repeating: 7, count: 9000).write(to: URL(filePath: staging + "/assets.mdb"))
    try sample.finish(sample.create())
    #expect(!FileManager.default.fileExists(atPath: staging))
  }

  @Test func assetsThatDoNotFitAreRefusedAndChangeNothing() throws {
    let sample = try SampleStore()
    let session = try sample.create()
    let wrong: [[PreparedAsset]] = [
      try sample.assets(1..<2),
      try sample.assets(0..<1) + sample.assets(2..<3),
      [try PreparedAsset(id: 0, picture: Picture(shape: PixelShape(height: 16, width: 16)), facts: sample.facts(0))],
      [try PreparedAsset(id: 0, picture: sample.picture(0), facts: sample.facts(1))],
    ]
    for assets in wrong {
      let error = #expect(throws: StoreWriterError.self) { try session.append(assets) }
      #expect(error?.code == .invalidAsset)
    }
    #expect(session.nextID == 0)
    let early = #expect(throws: StoreWriterError.self) { try session.seal() }
    #expect(early?.code == .incomplete)
    try sample.finish(session)
  }

  @Test func aMapThatIsTooSmallGrows() throws {
    let sample = try SampleStore(count: 64, shape: PixelShape(height: 64, width: 64))
    let session = try sample.create()
    try session.withEnvironment { (environment, _) throws(StoreWriterError) in
      do throws(LMDBFailure) {
        try environment.setMapSize(1 << 17)
      } catch {
        throw StoreWriterError(error, writing: sample.path)
      }
    }
    let root = try sample.finish(session, batch: 16)
    let usual = try SampleStore(count: 64, shape: PixelShape(height: 64, width: 64))
    #expect(try usual.finish(usual.create()) == root)
  }

  @Test func aMapThatIsFullToTheLastPageCanBeSealed() throws {
    let sample = try SampleStore(count: 64, shape: PixelShape(height: 64, width: 64))
    let session = try sample.create()
    try session.append(sample.assets(0..<64))
    try session.withEnvironment { (environment, _) throws(StoreWriterError) in
      do throws(LMDBFailure) {
        try environment.setMapSize(environment.requiredFileSize)
      } catch {
        throw StoreWriterError(error, writing: sample.path)
      }
    }
    let root = try session.seal()
    #expect(try Store(path: sample.path).root == root)
  }

  @Test func aShardHoldsItsRangeUnderGlobalIds() throws {
    let whole = try SampleStore()
    var plan = whole.plan
    plan.idRange = 4..<7
    let session = try StoreSession.create(path: whole.path, plan: plan, catalog: whole.catalog)
    #expect(session.nextID == 4)
    try session.append(whole.assets(4..<7))
    _ = try session.seal()
    let store = try Store(path: whole.path)
    #expect(store.ids == 4..<7 && store.count == 3)
    #expect(try store.catalogCount == 10)
    #expect(try store.pixels(of: 6) == whole.picture(6))
    #expect(throws: StoreError.self) { try store.pixels(of: 3) }
  }
}
