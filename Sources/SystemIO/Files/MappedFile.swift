internal import CLibrary

/// The first bytes of a file in memory, as the system maps them; nothing is read ahead.
///
/// The file must not become shorter while it is mapped. A forked child reads the map that its parent made.
package final class MappedFile: Sendable {
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// Maps the first `size` bytes of a file.
  package init(_ file: FileDescriptor, size: Int) throws(SystemFailure) {
    guard let memory = mmap(nil, size, PROT_READ, MAP_SHARED, file.number, 0), memory != MAP_FAILED else {
      throw .last
    }
    madvise(memory, size, MADV_RANDOM)
    bytes = UnsafeRawBufferPointer(start: memory, count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}

/// Questions and advice about the pages of mapped files.
package enum MappedPages {
  private static let mask = UInt(sysconf(Int32(_SC_PAGESIZE))) - 1

  /// Whether the system tells this user which pages of a file are in memory (mincore): it tells the file's owner and
  /// those who may write it; to others all pages seem to be.
  package static func areVisible(of file: FileDescriptor, path: String) -> Bool {
    guard let status = try? file.status() else { return false }
    return status.isOwn || access(path, W_OK) == 0
  }

  /// Whether the page that holds an address is in memory.
  package static func isResident(_ address: UnsafeRawPointer) -> Bool {
    #if canImport(Darwin)
      var state: CChar = 0
    #else
      var state: UInt8 = 0
    #endif
    return mincore(page(of: address), 1, &state) == 0 && state & 1 == 1
  }

  /// Has the system begin to read the pages of some bytes.
  package static func willNeed(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, let first = page(of: start) else { return }
    madvise(first, start - UnsafeRawPointer(first) + bytes.count, MADV_WILLNEED)
  }

  private static func page(of address: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(bitPattern: UInt(bitPattern: address) & ~mask)
  }
}
