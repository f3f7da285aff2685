import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import TestSupport
import Testing

@Suite struct StoreOpeningTests {
  private func code(openingStoreAt path: String) -> StoreErrorCode? {
    do {
      _ = try Store(path: path)
      return nil
    } catch {
      #expect(!error.message.contains("\n"))
      return error.code
    }
  }

  @Test func whatIsNoStoreIsRefused() throws {
    let directory = try TemporaryDirectory()
    #expect(code(openingStoreAt: directory.path("missing")) == .noSuchStore)
    let file = directory.path("file")
    try Data([1, 2, 3]).write(to: URL(filePath: file))
    #expect(code(openingStoreAt: file) == .notAStore)
    #expect(code(openingStoreAt: file + "/below") == .noSuchStore)
    #expect(code(openingStoreAt: directory.url.path) == .notAStore)
    for bytes in [Data(), Data(repeating: 0, count: 100), Data(repeating: 0x5A, count: 65_536)] {
      try bytes.write(to: URL(filePath: directory.path("assets.mdb")))
      #expect(code(openingStoreAt: directory.url.path) == .notAStore)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).sorted() == ["assets.mdb", "file"])
  }

  @Test func anLMDBFileWithoutAStoresDatabasesIsRefused() throws {
    let directory = try TemporaryDirectory()
    do {
      let environment = try LMDBEnvironment(path: directory.path("assets.mdb"), mode: .writing(mapSize: 1 << 20))
      let transaction = try LMDBTransaction(environment, for: .writing)
      _ = try LMDBDatabase(named: "other", in: transaction, options: .create)
      try transaction.commit()
    }
    #expect(code(openingStoreAt: directory.url.path) == .notAStore)
  }

  @Test func aTruncatedFileIsAnErrorAtEveryLength() throws {
    let sample = try SampleStore(count: 6, shape: PixelShape(height: 64, width: 64))
    try sample.finish(sample.create())
    let whole = try Data(contentsOf: URL(filePath: sample.dataPath))
    for length in Array(stride(from: 0, to: whole.count, by: 1024)) + [whole.count - 1] {
      try whole.prefix(length).write(to: URL(filePath: sample.dataPath))
      let code = code(openingStoreAt: sample.path)
      #expect(code == (length < 8192 ? (code == .truncated ? .truncated : .notAStore) : .truncated), "\(length) bytes")
    }
    try whole.write(to: URL(filePath: sample.dataPath))
    #expect(code(openingStoreAt: sample.path) == nil)
  }

  /// Changes an entry of `meta` as another program would.
  private func patch(_ sample: SampleStore, _ entry: StoreHeader.Entry, _ value: [UInt8]) throws {
    let environment = try LMDBEnvironment(path: sample.dataPath, mode: .writing(mapSize: 0))
    let transaction = try LMDBTransaction(environment, for: .writing)
    let databases = try StoreDatabases(in: transaction)
    try databases.meta.put(value, at: Array(entry.rawValue.utf8), in: transaction)
    try transaction.commit()
  }

  @Test func aNewerMajorVersionIsRefusedWithBothNumbers() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    try patch(sample, .schema, [73, 0, 0, 0, 2, 0, 0, 0])
    let error = #expect(throws: StoreError.self) { try Store(path: sample.path) }
    #expect(error?.code == .newerVersion)
    #expect(error?.message.contains("73.2") == true && error?.message.contains("1.x") == true)
    #expect(throws: StoreError.self) { try sample.resume() }
  }

  @Test func aNewerMinorVersionIsRead() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    try patch(sample, .schema, [1, 0, 0, 0, 9, 0, 0, 0])
    #expect(try Store(path: sample.path).header.schema == StoreSchema(major: 1, minor: 9))
  }

  @Test func malformedEntriesAreErrors() throws {
    for entry in StoreHeader.Entry.allCases where entry != .generator {
      let sample = try SampleStore()
      try sample.finish(sample.create())
      try patch(sample, entry, [0xFF, 0xFF, 0xFF])
      #expect(code(openingStoreAt: sample.path) == .damaged, "\(entry)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func aPipeInThePlaceOfAFileIsAnErrorAtOnce() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    let view = sample.path + "/view-9.mdb"
    #expect(mkfifo(view, 0o644) == 0)
    let store = try Store(path: sample.path)
    let error = #expect(throws: StoreError.self) { try ViewReader(of: store, size: 9) }
    #expect(error?.code == .notAStore)
    #expect(throws: StoreError.self) { try StorePictures(store) }
    #expect(try Verifier(path: sample.path).run()?.damagedViews == [9])
    try FileManager.default.removeItem(atPath: sample.dataPath)
    #expect(mkfifo(sample.dataPath, 0o644) == 0)
    #expect(code(openingStoreAt: sample.path) == .notAStore)
    #expect(try Verifier(path: sample.path).run()?.damage.map(\.part) == [.file, .file])
  }

  /// As in an archive of somebody else: what the links lead to is the reader's own.
  @Test func linksInThePlaceOfLockFilesAreNotFollowed() throws {
    let sample = try SampleStore()
    try sample.abandon(after: 6)
    let precious = sample.directory.path("thesis.txt")
    try Data("precious".utf8).write(to: URL(filePath: precious))
    for name in ["assets.mdb-lock", "writer.lock"] {
      try? FileManager.default.removeItem(atPath: sample.path + "/" + name)
      try FileManager.default.createSymbolicLink(atPath: sample.path + "/" + name, withDestinationPath: precious)
    }
    let store = try Store(path: sample.path)
    #expect(store.count == 6)
    #expect(try store.pixels(of: 5) == sample.picture(5))
    #expect(try Verifier(path: sample.path).run()?.isSound == true)
    #expect(FileManager.default.contents(atPath: precious) == Data("precious".utf8))
    let names = try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
    #expect(names == ["assets.mdb", "assets.mdb-lock", "writer.lock"])
  }

  @Test func readingAnUnsealedStoreMakesNoFile() throws {
    let sample = try SampleStore()
    try sample.abandon(after: 6)
    for name in ["assets.mdb-lock", "writer.lock"] {
      try? FileManager.default.removeItem(atPath: sample.path + "/" + name)
    }
    let store = try Store(path: sample.path)
    for id in store.ids { _ = try store.record(of: id) }
    #expect(try Verifier(path: sample.path).run()?.isSound == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: sample.path) == ["assets.mdb"])
  }

  @Test func aSealBesideUnsealedDataIsAnError() throws {
    let sample = try SampleStore()
    try sample.abandon(after: 3)
    try Data("{}".utf8).write(to: URL(filePath: sample.path + "/seal.json"))
    #expect(code(openingStoreAt: sample.path) == .contradictorySeal)
  }

  @Test(.enabled(if: getuid() != 0, "root may read everything"))
  func aFolderThatMayNotBeReadIsNamed() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    chmod(sample.path, 0)
    defer { chmod(sample.path, 0o755) }
    #expect(code(openingStoreAt: sample.path) == .permissionDenied)
  }

  @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
  func anUnsealedStoreIsReadWhereNoLockCanBeMade() throws {
    let sample = try SampleStore()
    try sample.abandon(after: 3)
    try FileManager.default.removeItem(atPath: sample.dataPath + "-lock")
    chmod(sample.path, 0o555)
    defer { chmod(sample.path, 0o755) }
    #expect(try Store(path: sample.path).pixels(of: 2) == sample.picture(2))
  }
}
