internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Tells the system which values will be read at once, where they are not in memory.
///
/// The map is opened without read-ahead, and cold reads would otherwise take a fault a page. The advice itself costs
/// microseconds on warm pages, so residency is asked first (mincore on the first page), and while all that was asked
/// lately was resident, only every 16th value asks: one miss brings all questions back.
final class Prefetch: Sendable {
  /// Below this many bytes a fault or two costs less than the call.
  private static let threshold = 16_384
  /// So many residents in a row make the file count as warm.
  private static let warmStreak = 64
  private static let warmInterval = 16

  private let pageMask: UInt
  /// mincore tells the truth to the file's owner and to those who may write it; to others all is resident.
  private let seesResidency: Bool
  private let streak = Atomic<Int>(0)

  /// For a map of the file with this descriptor.
  init(file descriptor: Int32, path: String) {
    pageMask = UInt(sysconf(Int32(_SC_PAGESIZE))) - 1
    var status = stat()
    let known = fstat(descriptor, &status) == 0
    seesResidency = known && (status.st_uid == geteuid() || access(path, W_OK) == 0)
  }

  /// Before `count` bytes at `address` are read.
  func willRead(_ address: UnsafeRawPointer, count: Int) {
    guard count >= Self.threshold else { return }
    let first = UInt(bitPattern: address) & ~pageMask
    let page = UnsafeMutableRawPointer(bitPattern: first)
    if seesResidency {
      let before = streak.wrappingAdd(1, ordering: .relaxed).oldValue
      if before >= Self.warmStreak && before % Self.warmInterval != 0 { return }
      if isResident(page) { return }
      streak.store(0, ordering: .relaxed)
    }
    madvise(page, Int(UInt(bitPattern: address) - first) + count, MADV_WILLNEED)
  }

  private func isResident(_ page: UnsafeMutableRawPointer?) -> Bool {
    #if canImport(Darwin)
      var state: CChar = 0
    #else
      var state: UInt8 = 0
    #endif
    return mincore(page, 1, &state) == 0 && state & 1 == 1
  }
}
