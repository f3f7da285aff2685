internal import CLibrary

/// A source of a file's bytes: a map of the file if there is one, else memory that they are read into
/// again and again, small enough to stay in the processor's cache.
package struct FileBuffer: ~Copyable {
  private let file: FileDescriptor
  private let map: FileMap?
  private let capacity: Int
  private let failures: ReadFailures?
  private var memory: UnsafeMutableRawPointer?

  /// Lends at most `capacity` bytes at once.
  package init(_ file: FileDescriptor, map: FileMap? = nil, capacity: Int, failures: ReadFailures? = nil) {
    (self.file, self.map, self.capacity, self.failures) = (file, map, capacity, failures)
  }

  deinit { memory?.deallocate() }

  /// Calls `body` with bytes of the file; nil when they are not all there, or cannot be read.
  ///
  /// - Precondition: `count` is at most the capacity.
  package mutating func read<Result>(
    at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result? {
    precondition(count <= capacity, "a read is larger than its buffer: a defect of StoreWriter")
    guard offset >= 0, count >= 0 else { return nil }
    if let bytes = map?.bytes(at: offset, count: count) { return body(bytes) }
    let memory = self.memory ?? .allocate(byteCount: max(1, capacity), alignment: 64)
    self.memory = memory
    var done = 0
    while done < count {
      let got = pread(file.number, memory + done, count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      if got < 0 { failures?.note(.last) }
      guard got > 0 else { return nil }
      done += got
    }
    return body(UnsafeRawBufferPointer(start: memory, count: count))
  }
}
