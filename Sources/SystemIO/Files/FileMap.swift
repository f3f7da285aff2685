internal import CLibrary

/// A file's bytes as the system maps them, which saves copying them where all of them are read.
///
/// A page that cannot be read (a bad sector, a file that has become shorter) ends the process that touches it with
/// SIGBUS. So every stretch is asked for before it is touched: Linux from 5.14 on brings it into memory, or says that it
/// cannot. Elsewhere there is no such question, and so no map. What becomes unreadable between question and touch still ends the
/// process, which is why stores are best examined in one of its own.
package final class FileMap: Sendable {
  private let start: UInt
  private let size: Int
  private let pageMask: Int
  private let releases: Bool

  /// A map of the first `size` bytes; nil where the system cannot map them, or does not answer for the first page.
  ///
  /// - Parameter releasedFrom: the size from which on ``release(_:)`` does anything. Smaller files keep their pages, which bringing them
  ///   in again would cost more than the 32 MiB of their tables.
  package init?(_ file: FileDescriptor, size: Int, releasedFrom: Int = 16 << 30) {
    #if os(Linux)
      guard size > 0, let memory = mmap(nil, size, PROT_READ, MAP_SHARED, file.number, 0), memory != MAP_FAILED else {
        return nil
      }
      (start, self.size, pageMask) = (UInt(bitPattern: memory), size, Int(sysconf(Int32(_SC_PAGESIZE))) - 1)
      releases = size >= releasedFrom
      guard bytes(at: 0, count: 1) != nil else { return nil }
    #else
      return nil
    #endif
  }

  deinit { munmap(UnsafeMutableRawPointer(bitPattern: start), size) }

  /// A stretch of the file, which lives as long as the map; nil when it is not all there, or cannot be read.
  package func bytes(at offset: Int, count: Int) -> UnsafeRawBufferPointer? {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else { return nil }
    guard count == 0 || advise(offset..<offset + count, Self.populateForReading) else { return nil }
    return UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: start + UInt(offset)), count: count)
  }

  /// Lets go of the whole pages of a stretch that is done with, in files whose tables of pages (two thousandths of what was touched)
  /// add up.
  package func release(_ range: Range<Int>) {
    let range = range.clamped(to: 0..<size)
    let first = (range.lowerBound + pageMask) & ~pageMask
    let end = range.upperBound == size ? size : range.upperBound & ~pageMask
    guard releases, first < end else { return }
    _ = advise(first..<end, MADV_DONTNEED)
  }

  private func advise(_ range: Range<Int>, _ advice: Int32) -> Bool {
    let first = range.lowerBound & ~pageMask
    return madvise(
      UnsafeMutableRawPointer(bitPattern: start + UInt(first)), range.upperBound - first, advice) == 0
  }

  /// MADV_POPULATE_READ, which the headers of older C libraries lack.
  private static let populateForReading: Int32 = 22
}
