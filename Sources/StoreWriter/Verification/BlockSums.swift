internal import CanonicalData
internal import FractalCore
internal import StoreReader
internal import Synchronization
internal import SystemIO

/// The checksums of a file's blocks, computed on several threads.
enum BlockSums {
  /// The numbers of the blocks that do not have the checksum that the seal names; a missing block is one of them.
  static func damagedBlocks(
    of file: FileDescriptor, map: FileMap?, seal: Seal, threads: Int, monitor: TaskMonitor, failures: ReadFailures
  ) -> [Int] {
    let blocks = seal.blockChecksums.count
    let state = Mutex((damaged: [Int](), done: 0))
    // A few blocks an item, so that threads seldom meet.
    let stride = 8
    Parallel.forEach((blocks + stride - 1) / stride, threads: threads) { item, _ in
      guard !monitor.isCancelled() else { return }
      var damaged: [Int] = []
      let numbers = item * stride..<min(blocks, (item + 1) * stride)
      var buffer = FileBuffer(file, map: map, capacity: chunkSize, failures: failures)
      for number in numbers {
        let start = number * Seal.blockSize
        if sum(of: start..<min(start + Seal.blockSize, seal.fileSize), &buffer) != seal.blockChecksums[number] {
          damaged.append(number)
        }
      }
      map?.release(numbers.lowerBound * Seal.blockSize..<numbers.upperBound * Seal.blockSize)
      state.withLock { state in
        state.damaged += damaged
        state.done += numbers.count
        monitor.report("checksums", state.done, blocks)
      }
    }
    return state.withLock { $0.damaged.sorted() }
  }

  /// The bytes that are read at once: they fit into the processor's second cache.
  private static let chunkSize = 128 << 10

  /// The checksum of a stretch; nil when it is not all there.
  private static func sum(of range: Range<Int>, _ buffer: inout FileBuffer) -> UInt32? {
    var sum: UInt32 = 0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: chunkSize) {
      let count = min(chunkSize, range.upperBound - start)
      guard let next = buffer.read(at: start, count: count, { Checksum.crc32c($0, after: sum) }) else {
        return nil
      }
      sum = next
    }
    return sum
  }
}
