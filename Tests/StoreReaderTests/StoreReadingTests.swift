import FractalCore
import StoreReader
import StoreTestSupport
import StoreWriter
import Synchronization
import SystemIO
import Testing

@Suite struct StoreReadingTests {
  @Test func aSealedStoreGivesTheMapsOwnBytes() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    let store = try Store(path: sample.path)
    let addresses = try (0..<2).map { _ in try store.withPixels(of: 4) { UInt(bitPattern: $0.baseAddress) } }
    #expect(addresses[0] == addresses[1])
    #expect(try store.withPixels(of: 4) { Array($0) } == sample.picture(4).pixels)
  }

  @Test func idsOutsideOfTheStoreAreErrors() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    let store = try Store(path: sample.path)
    for id in [-1, 10, .min, .max] {
      for read: () throws -> Void in [
        { _ = try store.pixels(of: id) }, { _ = try store.record(of: id) }, { _ = try store.specification(of: id) },
        { try store.withPixels(of: id) { _ in } },
      ] {
        let error = #expect(throws: StoreError.self) { try read() }
        #expect(error?.code == .noSuchID)
      }
    }
  }

  @Test func anUnsealedStoreShowsWhatIsCommitted() throws {
    let sample = try SampleStore()
    try sample.abandon(after: 3)
    let store = try Store(path: sample.path)
    #expect(!store.isSealed && store.root == nil && store.count == 3 && store.ids == 0..<3)
    #expect(try store.pixels(of: 2) == sample.picture(2))
    #expect(try store.withPixels(of: 1) { Array($0) } == sample.picture(1).pixels)
    #expect(try store.catalogCount == 10)
    #expect(try store.specification(of: 9) == sample.catalog[9])
    let error = #expect(throws: StoreError.self) { try store.pixels(of: 3) }
    #expect(error?.code == .noSuchID)
  }

  @Test(arguments: [true, false])
  func threadsReadAtOnce(sealed: Bool) throws {
    let sample = try SampleStore()
    if sealed { try sample.finish(sample.create()) } else { try sample.abandon(after: 10) }
    let store = try Store(path: sample.path)
    let wrong = Atomic<Int>(0)
    Parallel.forEach(400, threads: 8) { item, _ in
      let right = (try? store.pixels(of: item % 10)) == sample.picture(item % 10)
      if !right { wrong.add(1, ordering: .relaxed) }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test func aRecordWithAFlippedBitIsAnError() throws {
    let sample = try SampleStore()
    try sample.finish(sample.create())
    do {
      let environment = try LMDBEnvironment(path: sample.dataPath, mode: .writing(mapSize: 0))
      let transaction = try LMDBTransaction(environment, for: .writing)
      let databases = try StoreDatabases(in: transaction)
      var record = try #require(try databases.records.value(of: 5, in: transaction)).map(\.self)
      record[record.count - 3] ^= 4
      try databases.records.put(record, at: withUnsafeBytes(of: UInt64(5).bigEndian) { Array($0) }, in: transaction)
      try databases.records.put(
        [UInt8](repeating: 0, count: 8), at: withUnsafeBytes(of: UInt64(7).bigEndian) { Array($0) }, in: transaction)
      try databases.images.put([1, 2, 3], at: [0, 0, 0, 0, 0, 0, 0, 6], in: transaction)
      try transaction.commit()
    }
    let store = try Store(path: sample.path)
    let record = #expect(throws: StoreError.self) { try store.record(of: 5) }
    #expect(record?.code == .damaged && record?.message.contains("asset 5") == true)
    // Of no bytes the checksum is 0.
    #expect(throws: StoreError.self) { try store.record(of: 7) }
    let pixels = #expect(throws: StoreError.self) { try store.pixels(of: 6) }
    #expect(pixels?.code == .damaged && pixels?.message.contains("asset 6") == true)
    #expect(try store.pixels(of: 5) == sample.picture(5))
  }

  @Test(arguments: [PixelShape(height: 16, width: 16, channels: 1), PixelShape(height: 33, width: 1024, channels: 3)])
  func everyShapeComesBack(_ shape: PixelShape) throws {
    let sample = try SampleStore(count: 3, shape: shape)
    try sample.finish(sample.create())
    let store = try Store(path: sample.path)
    #expect(store.header.shape == shape)
    for id in store.ids { #expect(try store.pixels(of: id) == sample.picture(id)) }
  }
}
