import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import SystemIO
import TestSupport
import Testing

@testable import StoreWriter

@Suite struct VerificationTests {
  private func verify(_ path: String, quick: Bool = false, child: Bool = false) throws -> VerificationReport {
    var verifier = Verifier(path: path)
    verifier.isQuick = quick
    verifier.walker = child ? StoreWorker.walker : nil
    return try #require(try verifier.run())
  }

  @Test(arguments: [false, true])
  func soundStoresOfEveryKindAreSound(child: Bool) throws {
    let shapes = [
      PixelShape(height: 16, width: 16, channels: 1), PixelShape(height: 40, width: 32),
      PixelShape(height: 16, width: 20),
    ]
    for shape in shapes {
      let sample = try SampleStore(count: 70, shape: shape)
      let root = try sample.finish(sample.create())
      for quick in [false, true] {
        let report = try verify(sample.path, quick: quick, child: child)
        #expect(report.isSound && report.isSealed && report.root == root && report.count == 70, "\(report.damage)")
        #expect(report.contentIsSound && !report.onlyUnusedBytesAltered)
      }
    }
  }

  /// Opening a pipe waits for its writer.
  @Test func pipesInPlaceOfFilesAreRefused() throws {
    for name in ["assets.mdb", "seal.json"] {
      let sample = try SampleStore()
      _ = try sample.finish(sample.create())
      let file = "\(sample.path)/\(name)"
      try FileManager.default.removeItem(atPath: file)
      #expect(mkfifo(file, 0o600) == 0)
      var verifier = Verifier(path: sample.path)
      verifier.walker = StoreWorker.walker
      let report = try? verifier.run()
      #expect(report?.isSound != true)
    }
  }

  /// A seal has the size that its store asks for.
  @Test func aSealOfATerabyteIsNotReadWhole() throws {
    let sample = try SampleStore()
    _ = try sample.finish(sample.create())
    let file = try FileHandle(forUpdating: URL(filePath: "\(sample.path)/seal.json"))
    try file.truncate(atOffset: 1 << 40)
    try file.close()
    let report = try verify(sample.path, child: true)
    #expect(!report.isSound && report.damage.contains { $0.part == .seal })
  }

  /// The child opens the seal itself: one that is not the parent's must not count as none.
  @Test func aSealThatTheChildDoesNotFindIsDamage() throws {
    let sample = try SampleStore()
    _ = try sample.finish(sample.create())
    let seal = try Seal(readingStore: sample.path)
    let process = ExaminationProcess(path: sample.path, isSealed: true, isQuick: true, threads: 1, seal: seal)
    #expect(try process.run(walker: StoreWorker.walker, monitor: .silent).damage.isEmpty)
    try FileManager.default.removeItem(atPath: "\(sample.path)/seal.json")
    let found = try process.run(walker: StoreWorker.walker, monitor: .silent)
    #expect(found.damage.contains { $0.part == .seal })
  }

  @Test(arguments: [0, 1, 3, 10])
  func whatIsCommittedOfAnUnfinishedStoreIsExamined(count: Int) throws {
    let sample = try SampleStore()
    try sample.abandon(after: count)
    let report = try verify(sample.path, child: true)
    #expect(report.isSound && !report.isSealed && report.count == count, "\(report.damage)")
    try sample.changeByte(at: livePlace(sample.path, .cat, 5).offset)
    #expect(try verify(sample.path).damage.map(\.part) == (count > 5 ? [.catalog, .specification] : [.catalog]))
  }

  @Test func equalPicturesAreFoundUnderOneHash() throws {
    let sample = try SampleStore(count: 1200)
    let session = try sample.create()
    let assets = try (0..<1200).map {
      try PreparedAsset(id: $0, picture: sample.picture($0 < 600 ? 0 : $0 < 603 ? 1 : $0), facts: sample.facts($0))
    }
    for start in stride(from: 0, to: 1200, by: 100) { try session.append(Array(assets[start..<start + 100])) }
    _ = try session.seal()
    let report = try verify(sample.path, child: true)
    #expect(report.isSound, "\(report.damage.prefix(3))")
  }

  @Test func aShardIsSound() throws {
    let sample = try SampleStore()
    var plan = sample.plan
    plan.idRange = 4..<7
    let session = try StoreSession.create(path: sample.path, plan: plan, catalog: sample.catalog)
    try session.append(sample.assets(4..<7))
    _ = try session.seal()
    let report = try verify(sample.path)
    #expect(report.isSound && report.count == 3, "\(report.damage)")
  }

  @Test func alteredPixelsRecordsAndSpecificationsAreNamedByTheirAsset() throws {
    let sample = try SampleStore(count: 12, shape: PixelShape(height: 40, width: 32))
    try sample.finish(sample.create())
    let cases: [(StoreDatabase, StoreDamage.Part, Int)] = [
      (.img, .pixels, 3), (.rec, .record, 7), (.cat, .specification, 9),
    ]
    for (database, part, id) in cases {
      let span = try livePlace(sample.path, database, id)
      let place = span.offset + span.count / 2
      try sample.changeByte(at: place)
      let report = try verify(sample.path, child: true)
      #expect(report.damagedAssets == [id], "\(report.damage)")
      #expect(report.damage.contains { $0.part == part && $0.id == id })
      #expect(report.damage.contains { $0.part == .block && $0.id == 0 })
      #expect(!report.onlyUnusedBytesAltered)
      #expect(try verify(sample.path, quick: true).isSound == false)
      try sample.changeByte(at: place)
    }
    #expect(try verify(sample.path).isSound)
  }

  @Test func anOlderStateThatIsServedIsFound() throws {
    for isSealed in [true, false] {
      let sample = try SampleStore(count: 12)
      if isSealed { try sample.finish(sample.create()) } else { try sample.abandon(after: 12) }
      // The number of the last transaction, in the newer of the two meta pages.
      let data = try [UInt8](Data(contentsOf: URL(filePath: sample.dataPath)))
      let newer = [0, 1].max {
        data.number(at: 4096 * $0 + 144, UInt64.self) < data.number(at: 4096 * $1 + 144, UInt64.self)
      }!
      for byte in 0..<8 {
        try sample.changeByte(at: 4096 * newer + 144 + byte)
        let report = try verify(sample.path, child: true)
        #expect(!report.isSound && !report.onlyUnusedBytesAltered, "byte \(byte)")
        #expect(report.damage.contains { $0.part == .page || $0.part == .header }, "byte \(byte)")
        try sample.changeByte(at: 4096 * newer + 144 + byte)
      }
    }
  }

  @Test func bytesThatNoReaderUsesAreToldApart() throws {
    // A picture ends 16 + 3840 bytes into its page: the rest of the page is unused.
    let sample = try SampleStore(count: 4, shape: PixelShape(height: 40, width: 32))
    try sample.finish(sample.create())
    let end = try livePlace(sample.path, .img, 2).offset + 3840
    try sample.changeByte(at: end + 100)
    let report = try verify(sample.path, child: true)
    #expect(report.onlyUnusedBytesAltered && !report.isSound && report.damagedAssets.isEmpty, "\(report.damage)")
  }

  @Test func aDamagedOrForeignSealIsFound() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    let other = try SampleStore(seed: 8)
    try other.finish(other.create())
    let seal = try Data(contentsOf: URL(filePath: other.path + "/seal.json"))
    try seal.write(to: URL(filePath: sample.path + "/seal.json"))
    let parts = Set(try verify(sample.path).damage.map(\.part))
    #expect(parts.isSuperset(of: [.block, .header, .root]))
    try Data("{}".utf8).write(to: URL(filePath: sample.path + "/seal.json"))
    #expect(try verify(sample.path).damage.map(\.part) == [.seal])
  }

  /// Every kind of live byte of a view, each changed by itself; and files that are no view of this store.
  @Test(.slow) func damagedAndForeignViewsAreNamedAndTheStoreIsSound() throws {
    let sample = try SampleStore(count: 70, shape: PixelShape(height: 64, width: 64))
    try sample.finish(sample.create())
    _ = try ViewBuilder(path: sample.path, size: 36).run()
    #expect(try verify(sample.path, child: true).isSound)
    let file = URL(filePath: sample.path + "/view-36.mdb")
    let good = try [UInt8](Data(contentsOf: file))

    func expectDamage(_ what: String, child: Bool = false, quick: Bool = false) throws {
      let report = try verify(sample.path, quick: quick, child: child)
      #expect(report.damagedViews == [36] && report.damage.count == 1, "\(what): \(report.damage)")
      #expect(report.storeIsSound && report.contentIsSound && !report.isSound && !report.onlyUnusedBytesAltered)
      #expect(report.damage[0].text.hasPrefix("view-36.mdb ") && !report.damage[0].text.contains("\n"))
    }
    let descriptor = try FileDescriptor(reading: file.path)
    let pages = PageFile(descriptor, size: good.count, pageSize: 4096)
    let state = try #require(CommittedState(pages, databases: [], { _ in }))
    for database in ViewDatabase.allCases {
      var places: [Int] = []
      _ = state.visit(database.rawValue, { _ in }) { _, span in
        places += [span.offset, span.offset + span.count / 2, span.offset + span.count - 1]
      }
      #expect(!places.isEmpty)
      for place in places {
        var bad = good
        bad[place] ^= 0x40
        try Data(bad).write(to: file)
        // The minor version may be another one.
        if database == .meta, try verify(sample.path).isSound { continue }
        try expectDamage("\(database), byte \(place)", child: place % 4 == 0, quick: database == .meta)
      }
    }
    for length in [0, 100, 5000, good.count / 2, good.count - 4096] {
      try Data(good.prefix(length)).write(to: file)
      try expectDamage("\(length) bytes", child: true)
    }
    let other = try SampleStore(count: 70, shape: PixelShape(height: 64, width: 64), seed: 8)
    try other.finish(other.create())
    _ = try ViewBuilder(path: other.path, size: 36).run()
    try Data(contentsOf: URL(filePath: other.path + "/view-36.mdb")).write(to: file)
    try expectDamage("another store's", quick: true)
    #expect(try verify(sample.path).damage[0].text.contains("another store"))
    // And `store view` replaces it.
    #expect(try ViewBuilder(path: sample.path, size: 36).run().stoodAlready == false)
    #expect(try verify(sample.path).isSound)
    #expect(try ViewBuilder(path: sample.path, size: 36).run().stoodAlready == true)
  }

  /// Pages of noise in a view end no process, whatever they say.
  @Test(.slow) func hostileViewsEndNoProcess() throws {
    let sample = try SampleStore(count: 70)
    try sample.finish(sample.create())
    _ = try ViewBuilder(path: sample.path, size: 9).run()
    let file = URL(filePath: sample.path + "/view-9.mdb")
    let good = try [UInt8](Data(contentsOf: file))
    var draws = RandomStream(seed: 14, purpose: .testCase).draws()
    for _ in 0..<(TestScope.isLong ? 1000 : 60) {
      var bad = good
      let page = 4096 * draws.below(good.count / 4096)
      for place in page..<page + 4096 where draws.below(3) == 0 { bad[place] = UInt8(truncatingIfNeeded: draws.word()) }
      try Data(bad).write(to: file)
      let report = try verify(sample.path)
      #expect(report.storeIsSound, "\(report.damage)")
      if report.isSound {
        // What was altered is not used: every picture is as before.
        let view = try ViewReader(of: Store(path: sample.path), size: 9)
        #expect(try view.damagedIDs() == [])
      }
    }
  }

  @Test func missingFilesAndStrangersAreNamed() throws {
    let directory = try TemporaryDirectory()
    #expect(throws: StoreError.self) { try Verifier(path: directory.path("none")).run() }
    #expect(throws: StoreError.self) { try Verifier(path: directory.url.path).run() }
    let sample = try SampleStore()
    try sample.finish(sample.create())
    try FileManager.default.removeItem(atPath: sample.dataPath)
    #expect(try verify(sample.path).damage.contains { $0.part == .file })
    try Data(repeating: 7, count: 30_000).write(to: URL(filePath: sample.dataPath))
    #expect(try verify(sample.path, child: true).damage.contains { $0.part == .file })
  }

  @Test func aStoreThatIsBeingWrittenIsNotWalked() throws {
    let sample = try SampleStore()
    let session = try sample.create()
    let error = #expect(throws: StoreWriterError.self) { try verify(sample.path) }
    #expect(error?.code == .writerActive)
    session.close()
    #expect(try verify(sample.path).isSound)
  }

  @Test(arguments: ["kill -BUS $$", "kill -KILL $$", "exit 70", "echo '{\"failure\":12}'"])
  func aWalkThatIsKilledOrLacksMemorySaysNothingOfTheStore(_ script: String) throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    var verifier = Verifier(path: sample.path)
    verifier.walker = ["/bin/sh", "-c", script]
    let error = #expect(throws: StoreWriterError.self) { try verifier.run() }
    #expect(error?.code == .inputOutput, "\(script): \(String(describing: error))")
  }

  @Test func whatAWalkFoundBeforeItWasKilledIsDamage() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    var verifier = Verifier(path: sample.path)
    verifier.walker = [
      "/bin/sh", "-c", "echo '{\"damage\":{\"part\":\"page\",\"id\":null,\"text\":\"x\"}}'; kill -KILL $$",
    ]
    #expect(try verifier.run()?.damage.map(\.part) == [.page])
  }

  /// The walk is started with the path behind `--`.
  @Test func aPathThatBeginsAsAnOptionIsVerified() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    let before = FileManager.default.currentDirectoryPath
    let arguments = sample.directory.path("arguments")
    var verifier = Verifier(path: sample.path)
    verifier.walker = ["/bin/sh", "-c", "printf '%s\\n' \"$@\" > \(arguments)", "sh"]
    #expect(throws: StoreWriterError.self) { try verifier.run() }
    let lines = try String(contentsOfFile: arguments, encoding: .utf8).split(separator: "\n")
    #expect(lines.suffix(2) == ["--", sample.path[...]])
    #expect(FileManager.default.currentDirectoryPath == before)
  }

  @Test func aFreeListThatNamesAPageInUseIsDamageAndNotWrittenBy() throws {
    let sample = try SampleStore(count: 60)
    let session = try sample.create()
    while session.nextID < 50 { try session.append(sample.assets(session.nextID..<session.nextID + 2)) }
    session.close()
    #expect(try verify(sample.path).isSound)
    let sound = try Data(contentsOf: URL(filePath: sample.dataPath))
    let file = try FileDescriptor(reading: sample.dataPath)
    let pages = PageFile(file, size: try file.size(), pageSize: 4096)
    let meta = try #require(MetaPage.both(pages).metas.compactMap { $0 }.max { $0.transaction < $1.transaction })
    var places: [Int] = []
    var walk = PageWalk(pages, lastPage: meta.lastPage) { _ in }
    _ = walk.visit(meta.freePages, named: "free") { _, span in
      places += stride(from: span.offset + 8, to: span.end, by: 8)
    }
    try #require(!places.isEmpty)
    for place in places.prefix(6) {
      for bit in 0..<4 {
        try sound.write(to: URL(filePath: sample.dataPath))
        try sample.changeByte(at: place, by: 1 << bit)
        let altered = try Data(contentsOf: URL(filePath: sample.dataPath))
        #expect(try !verify(sample.path).isSound, "byte \(place), bit \(bit)")
        let error = #expect(throws: StoreWriterError.self) { try sample.resume() }
        #expect(error?.code == .damaged)
        #expect(try Data(contentsOf: URL(filePath: sample.dataPath)) == altered, "nothing was written")
      }
    }
  }

  @Test func damagedPixelsAreNotSealed() throws {
    let sample = try SampleStore(count: 20)
    let session = try sample.create()
    try session.append(sample.assets(0..<20))
    session.close()
    let place = try livePlace(sample.path, .img, 13).offset
    try sample.changeByte(at: place + 5)
    guard case .growing(let resumed) = try sample.resume() else {
      Issue.record("the store is sealed")
      return
    }
    let error = #expect(throws: StoreWriterError.self) { try resumed.seal() }
    #expect(error?.code == .damaged)
    resumed.close()
    #expect(!FileManager.default.fileExists(atPath: sample.path + "/seal.json"))
  }

  @Test func aCancelledVerificationSaysNothing() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    var verifier = Verifier(path: sample.path)
    verifier.walker = ["/bin/sleep", "100"]
    #expect(try verifier.run(monitor: TaskMonitor(report: { _, _, _ in }, isCancelled: { true })) == nil)
  }
}
