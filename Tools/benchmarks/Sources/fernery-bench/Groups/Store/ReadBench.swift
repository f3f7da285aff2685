import Foundation
import FractalCore
import StoreReader
import StoreWriter

/// Reads of generated assets of 256 px: warm against memory and against PNG, cold against pread; and verification.
struct ReadBench {
  let effort: Effort
  let folder: TemporaryFolder
  let peer: PythonPeer?

  private static let batch = 64

  func rows() throws -> [Row] {
    let count = effort.size(512, quick: 64)
    return try folder.withPath { path in
      let search = try Material.plan(side: 256, points: 100_000, count: count)
      var generator = Generator(plan: GenerationPlan(search: search, licence: "CC0-1.0"), count: count, path: path)
      generator.threads = 1
      _ = try generator.run()
      // Cold reads last: they leave the file in the page cache in single pages, as no writing does.
      return try warmRows(path) + verificationRows(path) + coldRows(path)
    }
  }

  private func warmRows(_ path: String) throws -> [Row] {
    let store = try Store(path: path)
    let order = StoreMaterial.shuffled(store.ids)
    let memory = MemoryFloor(count: store.count, pictureBytes: store.header.shape.byteCount, batch: Self.batch)
    defer { memory.free() }
    let units = Double(order.count)
    let floor = Row(
      .store, "256 px, memcpy of as much memory", unit: "images/s", effort.rates(units: units) { memory.copy(order) })
    let fill = try effort.rates(units: units) {
      try memory.forEachBatch(order) { try store.fill(ids: $0, into: $1) }
    }
    let single = try effort.rates(units: units) {
      for id in order {
        try store.withPixels(of: id) { memory.target.copyMemory(from: $0) }
      }
    }
    let usual = try peer.map {
      try Row(.store, "256 px, py-lmdb + PNG + Pillow", unit: "images/s", figures(of: $0, path, order))
    }
    var rows = [
      floor, Row(.store, "256 px, batch fill at random", unit: "images/s", fill, comparedWith: floor),
      Row(.store, "256 px, one by one at random", unit: "images/s", single, comparedWith: floor),
    ]
    if let usual {
      rows += [usual, Row(.store, "256 px, batch fill against PNG", unit: "images/s", fill, comparedWith: usual)]
    }
    return rows
  }

  private struct Answer: Decodable {
    var figures: [Double]
  }

  private func figures(of peer: PythonPeer, _ path: String, _ order: [Int]) throws -> [Double] {
    try folder.withPath { work in
      try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
      try JSONEncoder().encode(order).write(to: URL(filePath: "\(work)/order.json"))
      return try peer.run(
        [path, "\(work)/order.json", work, "\(Self.batch)", "\(effort.repetitions)", "\(effort.seconds)"],
        as: Answer.self
      ).figures
    }
  }

  // MARK: - Cold

  /// Each repetition reads every picture once, after the system was asked to forget the file.
  private func coldRows(_ path: String) throws -> [Row] {
    let (ids, shape) = try {
      let store = try Store(path: path); return (store.ids, store.header.shape)
    }()
    let order = StoreMaterial.shuffled(ids)
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.batch * shape.byteCount, alignment: 4096)
    defer { target.deallocate() }
    func figures(_ read: () throws -> Void) throws -> [Double] {
      try (0..<effort.repetitions).map { _ in
        try forget(path)
        let stopwatch = Stopwatch()
        try read()
        return Double(order.count) / stopwatch.wallSeconds
      }
    }
    let floor = Row(
      .store, "256 px, pread at random, cold", unit: "images/s",
      try figures {
        let file = try FileHandle(forReadingFrom: URL(filePath: "\(path)/assets.mdb"))
        defer { try? file.close() }
        posix_fadvise(file.fileDescriptor, 0, 0, POSIX_FADV_RANDOM)
        // Where a picture of so many pages lies, about: that it is another one makes no difference to the disk.
        let stride = (shape.byteCount + 16 + 4095) / 4096 * 4096
        for id in order {
          pread(file.fileDescriptor, target.baseAddress, shape.byteCount, off_t((id - ids.lowerBound) * stride))
        }
      })
    let cold = Row(
      .store, "256 px, batch fill at random, cold", unit: "images/s",
      try figures {
        let store = try Store(path: path)
        for first in stride(from: 0, to: order.count, by: Self.batch) {
          let batch = Array(order[first..<min(order.count, first + Self.batch)])
          try store.fill(
            ids: batch, into: UnsafeMutableRawBufferPointer(rebasing: target[..<(batch.count * shape.byteCount)]))
        }
      }, comparedWith: floor)
    return [floor, cold]
  }

  /// Has the system drop the file's pages; no map of it may be left.
  private func forget(_ path: String) throws {
    let file = try FileHandle(forUpdating: URL(filePath: "\(path)/assets.mdb"))
    defer { try? file.close() }
    try file.synchronize()
    posix_fadvise(file.fileDescriptor, 0, 0, POSIX_FADV_DONTNEED)
  }

  // MARK: - Verification

  /// The whole of it on one core, against hashing the mapped pictures alone, which no verification can leave.
  private func verificationRows(_ path: String) throws -> [Row] {
    var verifier = Verifier(path: path)
    verifier.threads = 1
    let store = try Store(path: path)
    let shape = store.header.shape
    let floor = Row(
      .store, "256 px, SHA-256 alone", unit: "GB/s",
      try effort.rates(units: Double(store.count * shape.byteCount) / 1e9) {
        for id in store.ids { _ = try store.withPixels(of: id) { SHA256Digest(ofPixels: $0, shape: shape) } }
      })
    let figures = try effort.rates(units: Double(store.fileSize) / 1e9) {
      let report = try verifier.run()
      precondition(report?.isSound == true, "the store is not sound")
    }
    return [floor, Row(.store, "verify, in full", unit: "GB/s", figures, comparedWith: floor)]
  }
}
