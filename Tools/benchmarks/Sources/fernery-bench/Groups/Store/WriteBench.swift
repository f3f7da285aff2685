import Foundation
import FractalCore
import StoreReader
import StoreWriter

/// Commits of 64 MiB of 256 px, against writing as much to a plain file in order with fdatasync after each 64 MiB.
///
/// The assets are prepared before; one repetition is one file of either kind, in turn, so that both meet the same disk.
struct WriteBench {
  let effort: Effort
  let folder: TemporaryFolder

  func rows() throws -> [Row] {
    let shape = PixelShape(height: 256, width: 256)
    let batch = StoreMaterial.batchSize(shape)
    let count = effort.size(8, quick: 2) * batch
    let assets = try folder.withPath { path in
      try StoreMaterial.draft(path, count: count, shape: shape).assets(0..<count)
    }
    let megabytes = Double(count * shape.byteCount) / 1e6
    var figures: (file: [Double], append: [Double], whole: [Double], ratio: [Double]) = ([], [], [], [])
    for repetition in 0...effort.repetitions {
      let file = try folder.withPath { try megabytes / writeFile($0, batches: count / batch, batch * shape.byteCount) }
      let (append, whole) = try folder.withPath { try writeStore($0, assets, batch, shape) }
      // The first one warms up.
      guard repetition > 0 else { continue }
      figures.file.append(file)
      figures.append.append(megabytes / append)
      figures.whole.append(megabytes / whole)
      figures.ratio.append(megabytes / append / file)
    }
    let floor = Row(.store, "write and fdatasync of 64 MiB, plain file", unit: "MB/s", figures.file)
    return [
      floor, Row(.store, "append of 64 MiB", unit: "MB/s", figures.append, comparedWith: floor),
      Row(.store, "the same, repetition by repetition", unit: "x plain file", figures.ratio),
      Row(.store, "append of 64 MiB, and the seal", unit: "MB/s", figures.whole, comparedWith: floor),
    ]
  }

  /// Seconds of the plain file.
  private func writeFile(_ path: String, batches: Int, _ byteCount: Int) throws -> Double {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 4096)
    defer { bytes.deallocate() }
    for place in stride(from: 0, to: byteCount, by: 8) {
      bytes.storeBytes(of: UInt64(place) &* 0x9E37_79B9_7F4A_7C15, toByteOffset: place, as: UInt64.self)
    }
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else { throw POSIXError(.EIO) }
    defer { close(file) }
    let stopwatch = Stopwatch()
    for _ in 0..<batches {
      var done = 0
      while done < byteCount {
        let wrote = write(file, bytes.baseAddress! + done, min(1 << 20, byteCount - done))
        guard wrote > 0 else { throw POSIXError(.EIO) }
        done += wrote
      }
      guard fdatasync(file) == 0 else { throw POSIXError(.EIO) }
    }
    return stopwatch.wallSeconds
  }

  /// Seconds of all commits, and of these with the seal.
  private func writeStore(
    _ path: String, _ assets: [PreparedAsset], _ batch: Int, _ shape: PixelShape
  ) throws -> (append: Double, whole: Double) {
    let session = try StoreMaterial.draft(path, count: assets.count, shape: shape).session
    let stopwatch = Stopwatch()
    for first in stride(from: 0, to: assets.count, by: batch) {
      try session.append(Array(assets[first..<min(assets.count, first + batch)]))
    }
    let append = stopwatch.wallSeconds
    _ = try session.seal()
    return (append, stopwatch.wallSeconds)
  }
}
