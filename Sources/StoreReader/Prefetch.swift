#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Tells the system which pages will be read at once: the map is opened without read-ahead, and cold reads would
/// otherwise take a fault a page.
enum Prefetch {
  /// Below this many bytes a fault or two costs less than the call.
  private static let threshold = 16_384
  private static let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))

  static func willNeed(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= threshold, let base = bytes.baseAddress else { return }
    let address = UInt(bitPattern: base)
    let start = address & ~(pageSize - 1)
    madvise(UnsafeMutableRawPointer(bitPattern: start), Int(address - start) + bytes.count, MADV_WILLNEED)
  }
}
