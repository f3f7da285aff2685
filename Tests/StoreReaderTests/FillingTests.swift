import Foundation
import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import SystemIO
import TestSupport
import Testing

@Suite struct FillingTests {
  private func batch(_ store: Store, _ ids: [Int], threads: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0xA5, count: ids.count * store.header.shape.byteCount)
    try bytes.withUnsafeMutableBytes { try store.fill(ids: ids, into: $0, threads: threads) }
    return bytes
  }

  @Test(.slow, arguments: [true, false])
  func aBatchHoldsThePicturesInTheOrderOfItsIDs(sealed: Bool) throws {
    // Pictures of 48 KiB: large enough for advice, and a batch for several threads.
    let sample = try SampleStore(count: 12, shape: PixelShape(height: 128, width: 128))
    if sealed { try sample.finish(sample.create()) } else { try sample.abandon(after: 12) }
    let store = try Store(path: sample.path)
    let ids = (0..<101).map { $0 * 7 % 12 } + [3, 3, 3]
    let expected = ids.flatMap { sample.picture($0).pixels }
    for threads in [0, 1, 2, 5] { #expect(try batch(store, ids, threads: threads) == expected, "\(threads) threads") }
    #expect(try batch(store, [], threads: 4) == [])
    try store.fill(ids: [], into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
  }

  @Test func aShardsIDsAreThoseOfItsCatalog() throws {
    let sample = try SampleStore(count: 9, range: 4..<9)
    try sample.finish(sample.create())
    let store = try Store(path: sample.path)
    #expect(try batch(store, [8, 4], threads: 1) == sample.picture(8).pixels + sample.picture(4).pixels)
    #expect(throws: StoreError.self) { try batch(store, [3], threads: 1) }
  }

  @Test(arguments: [true, false])
  func wrongIDsAndBuffersAreErrors(sealed: Bool) throws {
    let sample = try SampleStore()
    if sealed { try sample.finish(sample.create()) } else { try sample.abandon(after: 10) }
    let store = try Store(path: sample.path)
    for stranger in [-1, 10, .min, .max] {
      let error = #expect(throws: StoreError.self) { try batch(store, [1, stranger, 2], threads: 2) }
      #expect(error?.code == .noSuchID)
    }
    var bytes = [UInt8](repeating: 0, count: sample.plan.shape.byteCount + 1)
    let error = #expect(throws: StoreError.self) {
      try bytes.withUnsafeMutableBytes { try store.fill(ids: [1], into: $0) }
    }
    #expect(error?.code == .wrongBuffer)
  }

  @Test func aDamagedAssetIsNamed() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    do {
      let environment = try LMDBEnvironment(path: sample.dataPath, mode: .writing(mapSize: 0))
      let transaction = try LMDBTransaction(environment, for: .writing)
      let databases = try StoreDatabases(in: transaction)
      try databases.images.put([1, 2, 3], at: [0, 0, 0, 0, 0, 0, 0, 6], in: transaction)
      try transaction.commit()
    }
    let store = try Store(path: sample.path)
    let error = #expect(throws: StoreError.self) { try batch(store, [1, 6], threads: 1) }
    #expect(error?.code == .damaged && error?.message.contains("asset 6") == true)
    #expect(try batch(store, [7, 5], threads: 1) == sample.picture(7).pixels + sample.picture(5).pixels)
  }

  #if canImport(Glibc)
    @Test(arguments: [16, 128])
    func coldBatchesHoldTheSame(_ side: Int) throws {
      let sample = try SampleStore(count: 100, shape: PixelShape(height: side, width: side))
      try sample.finish(sample.create(), batch: 100)
      let ids = (0..<100).map { $0 * 37 % 100 }
      let expected = ids.flatMap { sample.picture($0).pixels }
      for threads in [1, 3] {
        let file = try FileDescriptor(reading: sample.dataPath)
        posix_fadvise(file.number, 0, 0, POSIX_FADV_DONTNEED)
        #expect(try batch(Store(path: sample.path), ids, threads: threads) == expected)
      }
    }
  #endif

  /// More assets than one segment of the table of addresses has.
  @Test func manyAssetsAreFoundFromBothEnds() throws {
    let sample = try SampleStore(count: 700, shape: PixelShape(height: 16, width: 16, channels: 1))
    try sample.finish(sample.create(), batch: 700)
    let store = try Store(path: sample.path)
    let ids = Array((0..<700).reversed())
    #expect(try batch(store, ids, threads: 3) == ids.flatMap { sample.picture($0).pixels })
  }
}
