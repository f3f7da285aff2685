internal import FractalCore
internal import StoreReader
internal import Synchronization

/// The checksums of a file's blocks, computed on several threads.
enum BlockSums {
  /// The numbers of the blocks that do not have the checksum that the seal names; a missing block is one of them.
  static func damagedBlocks(
    of file: FileDescriptor, size: Int, seal: Seal, threads: Int, monitor: Monitor
  ) -> [Int] {
    let blocks = seal.blockChecksums.count
    let state = Mutex((damaged: [Int](), done: 0))
    // A few blocks an item, so that threads seldom meet.
    let stride = 8
    Parallel.forEach((blocks + stride - 1) / stride, threads: threads) { item, _ in
      guard !monitor.isCancelled() else { return }
      var damaged: [Int] = []
      let numbers = item * stride..<min(blocks, (item + 1) * stride)
      var buffer = FileBuffer(count: Seal.blockSize)
      for number in numbers {
        let count = min(Seal.blockSize, seal.fileSize - number * Seal.blockSize)
        let sum = buffer.read(file, at: number * Seal.blockSize, count: count) { Checksum.crc32c($0) }
        if sum != seal.blockChecksums[number] { damaged.append(number) }
      }
      state.withLock { state in
        state.damaged += damaged
        state.done += numbers.count
        monitor.report("checksums", state.done, blocks)
      }
    }
    return state.withLock { $0.damaged.sorted() }
  }
}
