internal import StoreReader

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Memory that file contents are read into again and again: small enough to stay in the processor's cache.
struct FileBuffer: ~Copyable {
  private let memory: UnsafeMutableRawBufferPointer

  init(count: Int) {
    memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count), alignment: 64)
  }

  deinit { memory.deallocate() }

  /// Reads bytes and calls `body` with them; nil when they are not all there, or cannot be read.
  ///
  /// - Precondition: `count` is at most the buffer's.
  mutating func read<Result>(
    _ file: FileDescriptor, at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result? {
    precondition(count <= memory.count, "a read is larger than its buffer: a defect of StoreWriter")
    guard offset >= 0, count >= 0 else { return nil }
    var done = 0
    while done < count {
      let got = pread(file.number, memory.baseAddress! + done, count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return body(UnsafeRawBufferPointer(rebasing: memory[..<count]))
  }
}
