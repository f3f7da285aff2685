import ContentHashing
import FractalCore
import FractalSearch
import StoreReader
import StoreWriter

/// Stores of noise, which cost no search and no rendering, and orders to read them in.
enum StoreMaterial {
  /// A store that is being made: its session, and assets ready to be appended.
  struct Draft {
    let session: StoreSession
    let shape: PixelShape
    let catalog: [[UInt8]]

    /// Assets with these ids, each of its own noise.
    func assets(_ ids: Range<Int>) throws -> [PreparedAsset] {
      try ids.map { id in
        try PreparedAsset(
          id: id, picture: StoreMaterial.noise(shape, seed: UInt64(id)),
          facts: AssetFacts(
            specificationHash: SHA256Digest(sha256Of: catalog[id]), family: "affine", category: "noise",
            descriptors: ["fill": Double(id % 997) / 997], licence: "CC0-1.0"))
      }
    }
  }

  /// Begins a store of `count` pictures; their specifications are as long as those of real ones, about.
  static func draft(_ path: String, count: Int, shape: PixelShape) throws -> Draft {
    let filler = [UInt8](repeating: 7, count: 150)
    let catalog = (0..<count).map { Array("specification \($0) ".utf8) + filler }
    let session = try StoreSession.create(
      path: path,
      plan: StorePlan(
        generatorVersion: "fernery-bench", rendererVersion: 1, planHash: SHA256Digest(sha256Of: "bench".utf8),
        catalogHash: Catalog.hash(of: catalog), seed: 1, shape: shape, idRange: 0..<count),
      catalog: catalog)
    return Draft(session: session, shape: shape, catalog: catalog)
  }

  /// Pictures that fill a commit of 64 MiB.
  static func batchSize(_ shape: PixelShape) -> Int { max(1, (64 << 20) / shape.byteCount) }

  /// A sealed store of noise.
  static func store(_ path: String, count: Int, shape: PixelShape) throws -> Store {
    let draft = try draft(path, count: count, shape: shape)
    let batch = batchSize(shape)
    for first in stride(from: 0, to: count, by: batch) {
      try draft.session.append(draft.assets(first..<min(count, first + batch)))
    }
    _ = try draft.session.seal()
    return try Store(path: path)
  }

  /// Bytes that no compression and no deduplication of a disk makes less.
  static func noise(_ shape: PixelShape, seed: UInt64) -> Picture {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let pixels = [UInt8](unsafeUninitializedCapacity: shape.byteCount) { buffer, count in
      for place in stride(from: 0, to: shape.byteCount, by: 8) {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        for byte in 0..<min(8, shape.byteCount - place) {
          buffer[place + byte] = UInt8(truncatingIfNeeded: state >> UInt64(8 * byte))
        }
      }
      count = shape.byteCount
    }
    return Picture(shape: shape, pixels: pixels)
  }

  /// The ids in an order that has nothing to do with theirs, the same in every run.
  static func shuffled(_ ids: Range<Int>) -> [Int] {
    var draws = RandomStream(seed: 1, purpose: .testCase).draws()
    var order = Array(ids)
    for place in order.indices.reversed() { order.swapAt(place, draws.below(place + 1)) }
    return order
  }
}

/// Anonymous memory of so many pictures, and one batch of them: what reading from a store is held against.
struct MemoryFloor {
  let pictureBytes: Int
  let batch: Int
  private let memory: UnsafeMutableRawBufferPointer
  /// Where batches go.
  let target: UnsafeMutableRawBufferPointer

  init(count: Int, pictureBytes: Int, batch: Int) {
    self.pictureBytes = pictureBytes
    self.batch = batch
    memory = .allocate(byteCount: count * pictureBytes, alignment: 4096)
    memory.initializeMemory(as: UInt8.self, repeating: 1)
    target = .allocate(byteCount: batch * pictureBytes, alignment: 4096)
    target.initializeMemory(as: UInt8.self, repeating: 1)
  }

  /// Gives the memory back.
  func free() {
    memory.deallocate()
    target.deallocate()
  }

  /// Copies the pictures of `order` batch by batch, each picture by itself.
  func copy(_ order: [Int]) {
    for first in stride(from: 0, to: order.count, by: batch) {
      for place in first..<min(order.count, first + batch) {
        (target.baseAddress! + (place - first) * pictureBytes).copyMemory(
          from: memory.baseAddress! + order[place] * pictureBytes, byteCount: pictureBytes)
      }
    }
  }

  /// Calls `body` with each batch of `order` and the part of the target that it fills.
  func forEachBatch(_ order: [Int], _ body: ([Int], UnsafeMutableRawBufferPointer) throws -> Void) rethrows {
    for first in stride(from: 0, to: order.count, by: batch) {
      let ids = Array(order[first..<min(order.count, first + batch)])
      try body(ids, UnsafeMutableRawBufferPointer(rebasing: target[..<(ids.count * pictureBytes)]))
    }
  }
}
