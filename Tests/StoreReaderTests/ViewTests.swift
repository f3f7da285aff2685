import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import SystemIO
import TestSupport
import Testing

@Suite struct ViewTests {
  private func sealed(
    _ count: Int = 10, _ shape: PixelShape = PixelShape(height: 16, width: 20, channels: 3), seed: UInt64 = 7
  ) throws -> SampleStore {
    let sample = try SampleStore(count: count, shape: shape, seed: seed)
    try sample.finish(sample.create(), batch: 64)
    return sample
  }

  private func code(_ body: () throws -> Void) -> StoreErrorCode? {
    do {
      try body()
      return nil
    } catch {
      let error = error as? StoreError
      #expect(error?.message.contains("\n") == false)
      return error?.code
    }
  }

  private func expectEqual(_ view: ViewReader, _ sample: SampleStore) throws {
    let shape = view.shape
    let resampling = try Resampling(from: sample.plan.shape, height: shape.height, width: shape.width)
    for id in sample.plan.idRange {
      #expect(try view.pixels(of: id) == resampling(sample.picture(id)), "picture \(id)")
    }
    let ids = Array(view.ids.reversed())
    var batch = [UInt8](repeating: 0, count: ids.count * shape.byteCount)
    try batch.withUnsafeMutableBytes { try view.fill(ids: ids, into: $0, threads: 2) }
    #expect(try batch == ids.flatMap { try view.pixels(of: $0).pixels })
    #expect(try view.damagedIDs() == [])
  }

  /// Around the 64 pictures that share a value.
  @Test(arguments: [1, 63, 64, 65, 129])
  func everyPictureIsFoundWhateverTheCount(_ count: Int) throws {
    let sample = try sealed(count, PixelShape(height: 16, width: 16, channels: 1))
    let outcome = try ViewBuilder(path: sample.path, size: 9).run()
    #expect(outcome.count == count && outcome.layout.packing == 64 && !outcome.stoodAlready)
    let store = try Store(path: sample.path)
    #expect(try store.viewSizes() == [9])
    let view = try ViewReader(of: store, size: 9)
    #expect(view.ids == 0..<count && view.header.root == store.root)
    try expectEqual(view, sample)
    for id in [-1, count, .min, .max] {
      #expect(code { try view.withPixels(of: id) { _ in } } == .noSuchID)
      #expect(code { _ = try view.pixels(of: id) } == .noSuchID)
    }
  }

  @Test(arguments: [
    (PixelShape(height: 20, width: 33, channels: 3), 13, 13, 21),
    (PixelShape(height: 41, width: 16, channels: 1), 8, 20, 8),
    (PixelShape(height: 16, width: 1024, channels: 3), 17, 17, 1088),
    (PixelShape(height: 40, width: 40, channels: 3), 112, 112, 112),
  ])
  func theShorterSideGetsTheSize(_ shape: PixelShape, _ size: Int, _ height: Int, _ width: Int) throws {
    let sample = try sealed(5, shape)
    _ = try ViewBuilder(path: sample.path, size: size).run()
    let view = try ViewReader(of: Store(path: sample.path), size: size)
    #expect(view.shape == PixelShape(height: height, width: width, channels: shape.channels))
    #expect(view.header.packing == (view.shape.byteCount > 32_768 ? 1 : 64))
    try expectEqual(view, sample)
  }

  @Test func aShardsViewHasTheShardsIDs() throws {
    let sample = try SampleStore(count: 90, shape: PixelShape(height: 16, width: 16, channels: 1), range: 7..<90)
    try sample.finish(sample.create(), batch: 100)
    _ = try ViewBuilder(path: sample.path, size: 8).run()
    try expectEqual(try ViewReader(of: Store(path: sample.path), size: 8), sample)
  }

  @Test func theSameViewComesOfAnyNumberOfThreadsAndIsMadeOnce() throws {
    let sample = try sealed(130, PixelShape(height: 16, width: 16, channels: 1))
    let file = URL(filePath: sample.path + "/view-8.mdb")
    var builder = ViewBuilder(path: sample.path, size: 8)
    builder.threads = 1
    let outcome = try builder.run()
    let once = try Data(contentsOf: file)
    #expect(outcome.fileSize == once.count)
    #expect(try builder.run().stoodAlready)
    try FileManager.default.removeItem(at: file)
    builder.threads = 5
    #expect(try !builder.run().stoodAlready)
    #expect(try Data(contentsOf: file) == once)
  }

  @Test func aViewOfAnotherStoreIsRefusedAndReplaced() throws {
    let (sample, other) = (try sealed(), try sealed(seed: 8))
    _ = try ViewBuilder(path: other.path, size: 8).run()
    try FileManager.default.copyItem(atPath: other.path + "/view-8.mdb", toPath: sample.path + "/view-8.mdb")
    let store = try Store(path: sample.path)
    #expect(code { _ = try ViewReader(of: store, size: 8) } == .otherRoot)
    #expect(code { _ = try StorePictures(store) } == .otherRoot)
    #expect(try !ViewBuilder(path: sample.path, size: 8).run().stoodAlready)
    try expectEqual(try ViewReader(of: store, size: 8), sample)
  }

  @Test func aViewUnderAnotherSizesNameIsRefused() throws {
    let sample = try sealed()
    _ = try ViewBuilder(path: sample.path, size: 8).run()
    try FileManager.default.moveItem(atPath: sample.path + "/view-8.mdb", toPath: sample.path + "/view-9.mdb")
    #expect(code { _ = try ViewReader(of: Store(path: sample.path), size: 9) } == .damaged)
  }

  @Test func headersThatPromiseMoreThanTheFileHoldsAreErrors() throws {
    let sample = try sealed()
    _ = try ViewBuilder(path: sample.path, size: 8).run()
    let store = try Store(path: sample.path)
    for count in [UInt64(1) << 40, UInt64(Int.max)] {
      for file in ["view-8.mdb", "assets.mdb"] {
        let environment = try LMDBEnvironment(path: sample.path + "/" + file, mode: .writing(mapSize: 0))
        let transaction = try LMDBTransaction(environment, for: .writing)
        let meta = try LMDBDatabase(named: "meta", in: transaction)
        let bytes = withUnsafeBytes(of: count.littleEndian) { Array($0) }
        try meta.put([UInt8](repeating: 0, count: 8) + bytes, at: Array("range".utf8), in: transaction)
        if file == "assets.mdb" { try meta.put(bytes, at: Array("count".utf8), in: transaction) }
        try transaction.commit()
      }
      #expect(code { _ = try ViewReader(of: store, size: 8) } == .damaged)
      #expect(code { _ = try Store(path: sample.path) } == .damaged)
    }
  }

  @Test func aTruncatedViewIsAnErrorAtEveryLength() throws {
    let sample = try sealed(70, PixelShape(height: 64, width: 64))
    _ = try ViewBuilder(path: sample.path, size: 36).run()
    let file = URL(filePath: sample.path + "/view-36.mdb")
    let whole = try Data(contentsOf: file)
    let store = try Store(path: sample.path)
    for length in Array(stride(from: 0, to: whole.count, by: 1024)) + [whole.count - 1] {
      try whole.prefix(length).write(to: file)
      let code = code { _ = try ViewReader(of: store, size: 36) }
      #expect(code == .truncated || length < 8192 && code == .notAStore, "\(length) bytes")
    }
    try whole.write(to: file)
    try expectEqual(try ViewReader(of: store, size: 36), sample)
  }

  @Test func aFlippedBitIsFoundByTheChecksums() throws {
    let sample = try sealed(70, PixelShape(height: 16, width: 16, channels: 1))
    _ = try ViewBuilder(path: sample.path, size: 15).run()
    let store = try Store(path: sample.path)
    let picture = try ViewReader(of: store, size: 15).pixels(of: 69).pixels
    let file = URL(filePath: sample.path + "/view-15.mdb")
    var data = try Data(contentsOf: file)
    let place = try #require(data.range(of: Data(picture)))
    data[place.lowerBound + 3] ^= 16
    try data.write(to: file)
    #expect(try ViewReader(of: store, size: 15).damagedIDs() == Array(64..<70))
  }

  @Test func whatCannotBeAViewIsRefused() throws {
    let sample = try sealed()
    for size in [.min, 0, 7, 1025, 16] {
      #expect(code { _ = try ViewBuilder(path: sample.path, size: size).run() } == .impossibleView, "\(size)")
    }
    let long = try sealed(1, PixelShape(height: 16, width: 1024, channels: 1))
    #expect(code { _ = try ViewBuilder(path: long.path, size: 65).run() } == .impossibleView)
    #expect(code { _ = try ViewReader(of: Store(path: sample.path), size: 12) } == .noSuchView)
    let growing = try SampleStore()
    try growing.abandon(after: 10)
    #expect(code { _ = try ViewBuilder(path: growing.path, size: 8).run() } == .noSuchView)
    #expect(code { _ = try ViewReader(of: Store(path: growing.path), size: 8) } == .noSuchView)
    #expect(try StorePictures(Store(path: growing.path)).views.isEmpty)
  }

  @Test func aSecondBuilderIsToldOfTheFirst() throws {
    let sample = try sealed()
    let lock = try FileDescriptor(sample.path + "/.view-8.mdb.lock", O_RDWR | O_CREAT)
    #expect(flock(lock.number, LOCK_EX) == 0)
    let error = #expect(throws: StoreWriterError.self) { try ViewBuilder(path: sample.path, size: 8).run() }
    #expect(error?.code == .writerActive && error?.message.contains("view-8.mdb") == true)
    #expect(flock(lock.number, LOCK_UN) == 0)
    #expect(try ViewBuilder(path: sample.path, size: 8).run().fileSize != nil)
  }

  @Test func whatAKilledBuilderLeftGoesWithTheNext() throws {
    let sample = try sealed()
    _ = try ViewBuilder(path: sample.path, size: 8).run()
    for name in [".view-8.mdb.lock", ".view-8.mdb.new"] {
      try Data("1".utf8).write(to: URL(filePath: "\(sample.path)/\(name)"))
    }
    #expect(try ViewBuilder(path: sample.path, size: 8).run().stoodAlready)
    let names = try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
    #expect(names == ["assets.mdb", "seal.json", "view-8.mdb"])
  }

  @Test func aCancelledBuilderLeavesNothing() throws {
    let sample = try sealed(70)
    let before = try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
    let outcome = try ViewBuilder(path: sample.path, size: 8)
      .run(monitor: TaskMonitor(report: { _, _, _ in }, isCancelled: { true }))
    #expect(outcome.fileSize == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted() == before)
  }

  @Test func aFinishedViewIsTheOnlyFileThatWasAdded() throws {
    let sample = try sealed(70)
    // What a killed builder leaves.
    try Data([1, 2, 3]).write(to: URL(filePath: sample.path + "/.view-8.mdb.new"))
    _ = try ViewBuilder(path: sample.path, size: 8).run()
    let names = try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
    #expect(names == ["assets.mdb", "seal.json", "view-8.mdb"])
  }
}
